/* features/title_words.c: words of job titles that all languages share: letters for roles, levels, small words, nobody. */
#include "features/title_inside.h"

/* Several on a line, where clang-format would give each its own. */
/* clang-format off */
static const ptb_title_line lines[] = {
    {PTB_WORD(AND), "and|und|et|y|e|en|ed|as well as|sowie|ainsi que|u|plus|n"},
    {PTB_WORD(CUT), "at|bei|chez|presso|c/o"},
    {PTB_WORD(LINK_TO), "to|to the|report to|reporting to|support to|supporting|auprès de|auprès du|auprès de la"},
    {PTB_WORD(LINK), "of|of the|for|for the|in charge of|responsible for|de|du|des|de la|de l|d|do|da|dos|das|del|de los|de las|"
        "di|della|dell|dei|delle|degli|dello|der|des|den|dem|für|fuer|zu|zum|zur|van|van de|van het|voor|im|in|alla|al|allo|"
        "alle|para|para a|pour|per|por|pela|au|aux|à la|com|con|mit|im bereich|bereich|abteilung|abt|dept|department|"
        "departamento|departement|département|dipartimento|ressort|afdeling|area|área|settore|sector|ufficio|reparto|"
        "pôle|"
        "division|sparte|within|l|le|la|les|el|los|las|lo|il|i|gli|een|das|die|the|a|o|os|s|vom|von|von der"},

    /* titles before and behind names, degrees, places, forms of work */
    {PTB_WORD(SKIP), "mr|mrs|ms|miss|herr|frau|dr|drs|mag|dipl|diplom|bsc|msc|ba|ma|bba|mba|emba|phd|ph d|md phd|llm|llb|beng|meng|"
        "b sc|m sc|b a|m a|b eng|m eng|cpa|cfa|cma|acca|aca|fca|cima|pmp|prince2|psm|cissp|cisa|cism|shrm|shrm cp|phr|"
        "sphr|pe|esq|fh|bw|vwa|ihk|mcips|ra|rer nat|rer pol|med dr|hon|certified|chartered|registered|licensed|diplomé|"
        "geprüfter|staatl|staatlich geprüfter|examinierter"},
    {PTB_WORD(SKIP), "deputy|stellvertretender|stellvertretend|stellv|stv|stellvertreter|stellvertretung|vertretung|interim|ad interim|acting|adjoint|"
        "adjunto|adjunct|adjunct to|substituto|suplente|sostituto|vice|vize|sous|plaatsvervangend|plv|waarnemend|wnd|"
        "kommissarischer|komm|interino|interino de|en funciones|facente funzione|co|sub|designated|elect|ad int|intérim|par intérim|"
        "tijdelijk|provvisorio|aushilfs"},
    {PTB_WORD(SKIP), "global|international|internacional|internazionale|internationaal|internationale|national|nacional|nazionale|nationaal|"
        "regional|regionale|regionaal|régional|local|lokaler|corporate|group|gruppe|groupe|grupo|gruppo|groep|konzern|europe|europa|european|"
        "emea|dach|apac|latam|americas|north|south|east|west|nord|süd|ost|norte|sur|sul|est|ouest|noord|zuid|oost|central|"
        "zentral|zentraler|uk|usa|us|eu|germany|deutschland|france|frankreich|spain|españa|italy|italia|portugal|brasil|brazil|nederland|"
        "benelux|belgium|belgië|austria|österreich|switzerland|schweiz|iberia|nordics|india|china|mexico|worldwide|"
        "weltweit|mondial|site|standort|full|part|time|vollzeit|teilzeit|remote|temporary|contract|m|w|f|x|all genders|gn|"
        "mwd|wmd|mfd|div|divers|he him|she her|they them|mid|level|ii|iii|iv|grade|region|région|región"},
    {PTB_WORD(SKIP), "member|member of|membre|membro|miembro|mitglied|lid|teil|part of|mitarbeit|team|équipe|equipo|equipe|"
        "ehrenamtlicher|ehrenamtlich|volunteer|freelance|freiberuflicher|freier|freischaffender|independent|indépendant|independiente|selbständiger|"
        "selbstst|zelfstandig|autónomo de|externer|extern|externe|allein|alleiniger|first|second|third|"
        "strategischer|strategic|stratégique|estratégico|operativer|leitender|leitende|dipl. kffr|dipl. bw|dipl. inf"},

    {PTB_WORD(DIRECTION), "direction|dirección|direção|direzione|direktion"},
    {PTB_WORD(AD), "ad"}, /* außer Dienst; amministratore delegato */

    {PTB_HEAD(C_LEVEL, GENERAL, SURE), "ceo|chief executive|chief exec|chief executive officer|group ceo"},
    {PTB_HEAD(C_LEVEL, GENERAL, FAINT), "cxo|managing director|md|cao|president|general director|general manager|gm"},
    {PTB_HEAD(C_LEVEL, FINANCE, FIXED), "cfo|chief financial officer|chief finance officer|chief accounting officer|chief investment officer"},
    {PTB_HEAD(C_LEVEL, ENGINEERING, FIXED), "cto|chief technology officer|chief technical officer|chief engineering officer|chief r&d officer|"
        "chief innovation officer|cino|cpto|ctio|chief research officer"},
    {PTB_HEAD(C_LEVEL, IT, FIXED), "cio|ciso|cdto|chief information officer|chief information security officer|chief security officer|"
        "chief digital officer|chief digital & information officer"},
    {PTB_HEAD(C_LEVEL, OPERATIONS, FIXED), "coo|chief operating officer|chief operations officer|chief quality officer|chief sustainability officer|"
        "chief transformation officer|chief production officer"},
    {PTB_HEAD(C_LEVEL, MARKETING, FIXED), "cmo|chief marketing officer|chief brand officer|chief communications officer|chief communication officer"},
    {PTB_HEAD(C_LEVEL, SALES, FIXED), "cro|cso|cco|cgo|chief revenue officer|chief sales officer|chief commercial officer|chief growth officer|"
        "chief business officer|chief business development officer|cbo"},
    {PTB_HEAD(C_LEVEL, HR, FIXED), "chro|chief people officer|chief human resources officer|chief hr officer|chief talent officer|chief happiness officer|"
        "chief learning officer|chief diversity officer"},
    {PTB_HEAD(C_LEVEL, PRODUCT, FIXED), "cpo|chief product officer|chief design officer|chief experience officer"},
    {PTB_HEAD(C_LEVEL, DATA, FIXED), "cdo|caio|chief data officer|chief analytics officer|chief data & analytics officer|chief ai officer|cdao"},
    {PTB_HEAD(C_LEVEL, SERVICE, FIXED), "chief customer officer|chief client officer|chief customer success officer|chief service officer"},
    {PTB_HEAD(C_LEVEL, LEGAL, FIXED), "clo|chief legal officer|chief compliance officer|chief risk & compliance officer|chief privacy officer"},
    {PTB_HEAD(C_LEVEL, PURCHASING, FIXED), "chief procurement officer|chief purchasing officer"},
    {PTB_HEAD(C_LEVEL, LOGISTICS, FIXED), "csco|chief supply chain officer|chief logistics officer"},
    {PTB_HEAD(C_LEVEL, SCIENCE, FIXED), "chief medical officer|chief scientific officer|chief science officer|chief scientist|chief nursing officer"},
    {PTB_HEAD(C_LEVEL, GENERAL, PLAIN), "chief strategy officer|chief administrative officer|chief corporate officer"},

    {PTB_HEAD(VP, OTHER, FAINT), "vp|evp|svp|avp|rvp|gvp|snr vp|vice president|vice pres|vicepresident|v president|executive vice president|"
        "senior vice president|vicepräsident|vizepräsident|vice präsident|vice président|viceprésident|vice presidente|"
        "vicepresidente|vice presidenta|vicepresidenta|vicevoorzitter directie"},
    {PTB_HEAD(DIRECTOR, OTHER, FAINT), "director|dir|direktor|directeur|diretor|direttore|head|head of|group head|director adjunto"},
    {PTB_HEAD(MANAGER, OTHER, FAINT), "manager|mgr|mngr|manger|managr|manag|mgmt|management|team lead|teamlead|team leader|teamleader|tl|teamlead of|supervisor|spv|"
        "coordinator|coordinador|coordenador|coordinateur|coordinatore|coordinator of|koordinator|coörd|coord|foreman|"
        "line lead|group leader|squad lead|shift lead|shift leader|section head|unit head|head coach|lead manager|teammanager|team manager"},
    {PTB_GRADE(SENIOR, OTHER), "senior|sr|snr|lead|principal|sénior|expert|experte|distinguished|fellow|experienced|confirmé|experto|esperto|sênior|"
        "veteran|advanced|subject matter expert|sme|leading|chevronné|ervaren"},
    {PTB_GRADE(JUNIOR, OTHER), "junior|jr|jnr|entry level|entry|graduate|débutant|júnior|berufseinsteiger|einsteiger|young professional|nachwuchs|novice|starter|"
        "young graduate|jung"},
    {PTB_GRADE(TRAINEE, OTHER), "intern|internship|student worker|trainee|graduate trainee|management trainee|apprentice|apprenticeship|working student|student|summer student|"
        "student assistant|co op student|placement student|industrial placement|undergraduate|mba candidate|mba student|"
        "graduate student|pupil|school pupil"},
    {PTB_GRADE(TRAINEE, SCIENCE), "phd student|phd candidate|doctoral student|doctoral candidate|doctoral researcher|phd researcher"},

    {PTB_WORD(FORMER), "former|formerly|ex|ehemals|ehemaliger|ehem|ancien|ancienne|anciennement|antiguo|antigo|anterior|voormalig|oud|gewezen|past|previous|"
        "previously"},
    {PTB_WORD(NONE), "retired|retiree|retd|unemployed|between jobs|in between jobs|"
        "looking for a job|looking for work|looking for new opportunities|seeking new opportunities|seeking opportunities|"
        "open to work|job seeker|jobseeker|career break|sabbatical|on leave|deceased|left company|no longer with company|"
        "no longer at company|no longer with the company|private person|homemaker|housewife|stay at home|emeritus"},
    {PTB_WORD(NONE), "rentner|rentnerin|pensionär|pensioniert|pensionist|ruhestand|im ruhestand|i.R.|außer Dienst|privatier|"
        "arbeitslos|arbeitssuchend|arbeitsuchend|elternzeit|in elternzeit|privatperson|hausfrau|"
        "hausmann|nicht mehr im unternehmen|ausgeschieden|verstorben"},
    {PTB_WORD(NONE), "retraité|à la retraite|retraite|en retraite|préretraité|sans emploi|reconversion|en reconversion|en reconversion professionnelle|en recherche d'emploi|recherche d'emploi|à la recherche d'un emploi|"
        "en recherche|demandeur d'emploi|chômage|sans profession|mère au foyer|à l'écoute du marché|"
        "jubilado|retirado|desempleado|en paro|sin empleo|buscando empleo|en búsqueda de empleo|en búsqueda activa|ama de casa|"
        "aposentado|reformado|desempregado|à procura de emprego|"
        "em busca de recolocação|em transição de carreira|dona de casa|do lar|"
        "pensionato|in pensione|pensionata|disoccupato|in cerca di occupazione|casalinga|"
        "inoccupato|gepensioneerd|met pensioen|gepensioneerde|werkloos|werkzoekend|op zoek naar werk|huisvrouw"},
    /* what stands in a field that had to be filled in: alone it says nothing, beside other words neither */
    {PTB_WORD(SKIP), "business administration|business studies|n/a|na|none|nothing|null|nil|unknown|not known|not available|not applicable|not specified|not provided|undisclosed|tbd|tbc|self|"
        "myself|me|test|asdf|qwerty|xxx|xyz|abc|private|no title|title|job title|position|blank|empty|other|others|misc|individual|person|"
        "citizen|bla|blah|foo|dummy|keine|keine angabe|keine angaben|k.A.|unbekannt|nicht bekannt|privat|ohne|sonstige|sonstiges|selbst|sans|inconnu|aucun|"
        "aucune|non renseigné|néant|particulier|autre|ninguno|ninguna|desconocido|no aplica|no disponible|sin cargo|otro|otros|nenhum|nenhuma|desconhecido|"
        "não informado|não se aplica|outro|outros|nessuno|nessuna|sconosciuto|non specificato|non disponibile|altro|onbekend|geen|niet bekend|n.v.t.|"
        "overig|anders|hello|hi|contact|kontakt|contacto|contatto|contato|main contact|primary contact|ansprechpartner|interlocuteur|contactpersoon|yes|no|ja|nein|"
        "job|poste|puesto|cargo|functie|funktion|fonction|función|função|funzione|beruf|profession|role|no role|any|all|various|diverse|new|neu"},
};
/* clang-format on */

ptb_title_table ptb_title_common(void)
{
    return (ptb_title_table){lines, sizeof lines / sizeof lines[0]};
}
