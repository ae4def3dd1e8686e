/* score/comparison_html.c: a comparison as one page that opens offline: no script, no network, light and dark. */
#include <math.h>

#include "score/comparison.h"

static const char *const names[] = {"Model", "Points", "Blend"};
static const char *const classes[] = {"model", "points", "blend"};

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1c2430;--soft:#5a6675;--line:#d5dbe3;--page:#fff;--model:#0b62c4;"
    "--points:#b3520a;--blend:#197a4b}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#a2adba;--line:#3a4450;--page:#14181d;"
    "--model:#6cb2ff;--points:#ffa861;--blend:#66d19e}}\n"
    "body{font:16px/1.5 "
    "system-ui,sans-serif;color:var(--ink);background:var(--page);max-width:60rem;margin:2rem auto;"
    "padding:0 1rem}\n"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}\n"
    ".scroll{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}\n"
    "th,td{padding:.3rem .7rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}\n"
    "th:first-child,td:first-child{text-align:left}thead "
    "th{color:var(--soft);font-weight:600;white-space:normal;vertical-align:bottom}\n"
    "svg{max-width:100%;height:auto}svg text{font:13px system-ui,sans-serif;fill:var(--ink)}\n"
    "svg .axis{fill:var(--soft)}svg .grid{stroke:var(--line)}svg "
    ".chance{stroke:var(--soft);stroke-dasharray:2 4}\n"
    ".curve{fill:none;stroke-width:2.5}.curve.points{stroke-dasharray:7 4}.curve.blend{stroke-dasharray:2 "
    "3}\n"
    ".curve.model{stroke:var(--model)}.curve.points{stroke:var(--points)}.curve.blend{stroke:var(--blend)}\n"
    "footer{color:var(--soft);font-size:.9rem;margin-top:2rem}\n";

static void escape(ptb_text *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        switch (text[i]) {
        case '&':
            ptb_text_add(out, "&amp;");
            break;
        case '<':
            ptb_text_add(out, "&lt;");
            break;
        case '>':
            ptb_text_add(out, "&gt;");
            break;
        case '"':
            ptb_text_add(out, "&quot;");
            break;
        case '\'':
            ptb_text_add(out, "&#39;");
            break;
        default:
            ptb_text_append(out, text + i, 1);
        }
    }
}

static bool has_score(const ptb_comparison *c, int which)
{
    bool needs_model = which != 1, needs_rules = which != 0;
    return (!needs_model || c->has_model) && (!needs_rules || c->has_rules);
}

static void add_findings(ptb_text *out, const ptb_comparison *c)
{
    ptb_text findings = {0};
    ptb_comparison_findings(&findings, c);
    size_t begin = 0;
    for (size_t i = 0; i < findings.len; i++) {
        if (findings.bytes[i] != '\n') continue;
        ptb_text_add(out, "<p>");
        escape(out, findings.bytes + begin, i - begin);
        ptb_text_add(out, "</p>\n");
        begin = i + 1;
    }
    if (findings.failed) out->failed = true;
    ptb_text_free(&findings);
}

static void add_figure(ptb_text *out, const ptb_figure *figure, int digits)
{
    if (isnan(figure->mean))
        ptb_text_add(out, "<td>–</td>");
    else if (isnan(figure->low))
        ptb_text_printf(out, "<td>%.*f</td>", digits, figure->mean);
    else
        ptb_text_printf(out, "<td title=\"95 %%: %.*f to %.*f\">%.*f</td>", digits, figure->low, digits,
                        figure->high, digits, figure->mean);
}

static void add_metrics_row(ptb_text *out, const char *name, const ptb_metrics *m)
{
    ptb_text_printf(out, "<tr><th scope=\"row\">%s</th><td>%.3f [%.3f, %.3f]</td>", name, m->auc.mean,
                    m->auc.low, m->auc.high);
    add_figure(out, &m->average_precision, 3);
    add_figure(out, &m->lift_5, 2);
    add_figure(out, &m->lift_10, 2);
    add_figure(out, &m->lift_20, 2);
    add_figure(out, &m->ks, 3);
    add_figure(out, &m->log_loss, 3);
    add_figure(out, &m->brier, 3);
    add_figure(out, &m->calibration_error, 3);
    add_figure(out, &m->calibration_error_excess, 3);
    add_figure(out, &m->calibration_slope, 2);
    add_figure(out, &m->calibration_intercept, 2);
    ptb_text_add(out, "</tr>\n");
}

static void add_metrics(ptb_text *out, const ptb_comparison *c)
{
    const ptb_metrics *metrics[] = {&c->predictive, &c->rules, &c->blend};
    ptb_text_add(out,
                 "<h2>How good</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Score</th>"
                 "<th scope=\"col\">AUC [95 %]</th><th scope=\"col\">Average precision</th>"
                 "<th scope=\"col\">Lift at 5 %</th><th scope=\"col\">at 10 %</th><th scope=\"col\">at 20 "
                 "%</th><th scope=\"col\">KS</th><th scope=\"col\">Log loss</th>"
                 "<th scope=\"col\">Brier</th><th scope=\"col\">Calibration error</th><th "
                 "scope=\"col\">beyond chance</th>"
                 "<th scope=\"col\">Slope</th><th scope=\"col\">In the large</th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < 3; i++) {
        if (has_score(c, i)) add_metrics_row(out, names[i], metrics[i]);
    }
    if (c->has_truth) add_metrics_row(out, "Best possible", &c->truth);
    ptb_text_add(out, "</tbody></table></div>\n");
}

/* The plot's corner is (60, 20), its sides are 400; y points down. */
static double plot_x(double share)
{
    return 60 + 400 * share;
}

static double plot_y(double share)
{
    return 420 - 400 * share;
}

static void add_axes(ptb_text *out)
{
    for (int i = 0; i <= 10; i += 2) {
        double share = i / 10.0;
        ptb_text_printf(out,
                        "<line class=\"grid\" x1=\"%.0f\" y1=\"20\" x2=\"%.0f\" y2=\"420\"/>"
                        "<line class=\"grid\" x1=\"60\" y1=\"%.0f\" x2=\"460\" y2=\"%.0f\"/>"
                        "<text class=\"axis\" x=\"%.0f\" y=\"440\" text-anchor=\"middle\">%d %%</text>"
                        "<text class=\"axis\" x=\"52\" y=\"%.0f\" text-anchor=\"end\">%d %%</text>\n",
                        plot_x(share), plot_x(share), plot_y(share), plot_y(share), plot_x(share), i * 10,
                        plot_y(share) + 4, i * 10);
    }
    ptb_text_add(
        out,
        "<line class=\"chance\" x1=\"60\" y1=\"420\" x2=\"460\" y2=\"20\"/>\n"
        "<text class=\"axis\" x=\"260\" y=\"462\" text-anchor=\"middle\">share of the cases, best scores "
        "first</text>\n<text class=\"axis\" transform=\"translate(14 220) rotate(-90)\" "
        "text-anchor=\"middle\">share of the wins found</text>\n");
}

static void add_curve(ptb_text *out, const ptb_comparison *c, int which)
{
    ptb_text_printf(out, "<polyline class=\"curve %s\" points=\"60,420", classes[which]);
    size_t cases = 0;
    for (int i = 0; i < 10; i++) {
        const ptb_decile *decile = &c->deciles[which][i];
        cases += decile->cases;
        ptb_text_printf(out, " %.1f,%.1f", plot_x((double)cases / (double)c->cases),
                        plot_y(decile->captured));
    }
    ptb_text_add(out, "\"/>\n");
}

/* Curves end in one corner, so their names stand in the empty half below chance, each beside a piece of its line. */
static void add_label(ptb_text *out, const ptb_comparison *c, int which, int place)
{
    int y = 330 + 22 * place;
    ptb_text_printf(
        out,
        "<line class=\"curve %s\" x1=\"250\" y1=\"%d\" x2=\"284\" y2=\"%d\"/><text x=\"292\" y=\"%d\">%s: "
        "%.0f %% in best fifth</text>\n",
        classes[which], y, y, y + 4, names[which], 100 * c->deciles[which][1].captured);
}

static void add_chart(ptb_text *out, const ptb_comparison *c)
{
    ptb_text_add(out, "<h2>Wins found</h2>\n<svg viewBox=\"0 0 480 475\" width=\"600\" role=\"img\" "
                      "aria-label=\"Gains: the share "
                      "of the wins found against the share of the cases looked at, best scores first\">\n");
    add_axes(out);
    int place = 0;
    for (int i = 0; i < 3; i++) {
        if (!has_score(c, i)) continue;
        add_curve(out, c, i);
        add_label(out, c, i, place++);
    }
    ptb_text_add(out, "</svg>\n");
}

static void add_deciles(ptb_text *out, const ptb_comparison *c, int which)
{
    ptb_text_printf(
        out,
        "<h2>%s by tenths</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Tenth</th>"
        "<th scope=\"col\">Cases</th><th scope=\"col\">Won</th><th scope=\"col\">Win rate</th>"
        "<th scope=\"col\">Mean %s</th><th scope=\"col\">Lift</th><th scope=\"col\">Wins found</th></tr>"
        "</thead>\n<tbody>\n",
        names[which], which == 1 ? "points" : "probability");
    for (int i = 0; i < 10; i++) {
        const ptb_decile *d = &c->deciles[which][i];
        double rate = d->cases > 0 ? 100 * (double)d->wins / (double)d->cases : 0;
        ptb_text_printf(
            out,
            "<tr><th scope=\"row\">%d</th><td>%zu</td><td>%zu</td><td>%.1f %%</td><td>%.*f</td><td>%.2f</td>"
            "<td>%.1f %%</td></tr>\n",
            i + 1, d->cases, d->wins, rate, which == 1 ? 1 : 3, d->mean_score, d->lift, 100 * d->captured);
    }
    ptb_text_add(out, "</tbody></table></div>\n");
}

void ptb_comparison_write_html(ptb_text *out, const ptb_comparison *comparison, const char *title)
{
    ptb_text_add(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                      "'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    escape(out, title, ptb_str_of(title).len);
    ptb_text_add(out, "</title>\n<style>\n");
    ptb_text_add(out, style);
    ptb_text_add(out, "</style>\n</head>\n<body>\n<h1>");
    escape(out, title, ptb_str_of(title).len);
    ptb_text_add(out, "</h1>\n");
    add_findings(out, comparison);
    add_metrics(out, comparison);
    add_chart(out, comparison);
    for (int i = 0; i < 3; i++) {
        if (has_score(comparison, i)) add_deciles(out, comparison, i);
    }
    ptb_text_add(out, "<footer>All figures are on the same cases. Points are no probabilities, so that only "
                      "their ranking is "
                      "judged. Intervals are 95 %.</footer>\n</body>\n</html>\n");
}
