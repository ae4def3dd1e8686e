/* features/activity_window.c: a stretch of the activities in memory. */
#include "features/activity_window.h"

#include <stdlib.h>

enum { MOST_ACTIVITIES = 1 << 20 };

void ptb_activity_window_init(ptb_activity_window *window, const ptb_activities *all)
{
    *window = (ptb_activity_window){.all = all};
}

static void drop(ptb_activity_window *window)
{
    for (size_t i = 0; i < PTB_WINDOW_ARRAYS; i++) {
        free(window->buffers[i]);
        window->buffers[i] = NULL;
    }
    window->capacity = 0;
}

void ptb_activity_window_free(ptb_activity_window *window)
{
    drop(window);
}

static ptb_status read_arrays(ptb_activity_window *window, const ptb_activity_parts *parts, uint64_t first,
                              size_t n, ptb_error *err)
{
    const ptb_activities *all = window->all;
    const struct {
        bool is_wanted;
        const void *from;
        size_t item;
    } arrays[PTB_WINDOW_ARRAYS] = {{true, all->ts, sizeof *all->ts},
                                   {parts->field[PTB_FILTER_TYPE], all->type, sizeof *all->type},
                                   {parts->field[PTB_FILTER_CHANNEL], all->channel, sizeof *all->channel},
                                   {parts->field[PTB_FILTER_ASSET], all->asset, sizeof *all->asset},
                                   {parts->field[PTB_FILTER_TOPIC], all->topic, sizeof *all->topic},
                                   {parts->value, all->value, sizeof *all->value},
                                   {parts->duration, all->duration_s, sizeof *all->duration_s}};
    for (size_t i = 0; i < PTB_WINDOW_ARRAYS; i++) {
        size_t item = arrays[i].item;
        if (!arrays[i].is_wanted || !arrays[i].from) continue;
        if (!window->buffers[i]) PTB_TRY(ptb_alloc_raw(&window->buffers[i], window->capacity, item, err));
        PTB_TRY(ptb_activities_fetch(all, (const char *)arrays[i].from + first * item, n * item,
                                     window->buffers[i], err));
    }
    return PTB_OK;
}

ptb_status ptb_activity_window_read(ptb_activity_window *window, const ptb_activity_parts *parts,
                                    uint64_t first, uint64_t last, ptb_error *err)
{
    size_t n = (size_t)(last - first);
    window->first = window->last = 0;
    if (!window->all->file || n == 0 || n > MOST_ACTIVITIES) return PTB_OK;
    if (n > window->capacity) {
        drop(window);
        window->capacity = n + n / 2;
    }
    PTB_TRY(read_arrays(window, parts, first, n, err));
    void *const *b = window->buffers;
    window->view = (ptb_activities){.ts = b[0],
                                    .type = b[1],
                                    .channel = b[2],
                                    .asset = b[3],
                                    .topic = b[4],
                                    .value = b[5],
                                    .duration_s = b[6]};
    window->first = first;
    window->last = last;
    return PTB_OK;
}
