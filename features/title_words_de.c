/* features/title_words_de.c: German words of job titles, and the ends of German and Dutch compounds. */
#include "features/title_inside.h"

/* clang-format off */
static const ptb_title_line lines[] = {
    {PTB_HEAD(OWNER, GENERAL, FAINT), "inhaber|mitinhaber|geschäftsinhaber|firmeninhaber|eigentümer|miteigentümer|besitzer|gründer|mitgründer|mitbegründer|begründer|firmengründer|"
        "unternehmensgründer|gesellschafter|geschäftsführender gesellschafter|gesellschafter geschäftsführer|ggf|hauptgesellschafter|komplementär|teilhaber|"
        "unternehmer|unternehmerin|selbständig|selbstständig|selbständige|selbstständiger|freiberufler|freiberuflich|einzelunternehmer|praxisinhaber|kanzleiinhaber|betriebsinhaber|"
        "ladeninhaber|alleininhaber|geschäftsführender inhaber|alleingesellschafter|sozius|aktionär|anteilseigner|pächter|geschäftsführender partner|"
        "mitgesellschafter|existenzgründer|wirt|gastwirt"},
    {PTB_HEAD(C_LEVEL, GENERAL, FAINT), "chefin|seniorchef|juniorchef|senior chef|junior chef|firmenchef|geschäftsführender direktor|geschäftsführer|geschäftsführung|geschäftsführerin|gf|gfin|geschäftsf|gesch. führer|geschäftsleiter|geschäftsleitung|gl|vorstand|vorstandsvorsitzender|"
        "vorstandsvorsitzende|vorstandsmitglied|vorstandssprecher|vorständin|vorsitzender|vorsitzende|vorsitz|aufsichtsrat|aufsichtsratsvorsitzender|aufsichtsratsmitglied|"
        "verwaltungsrat|verwaltungsratspräsident|beirat|generaldirektor|generalbevollmächtigter|hauptgeschäftsführer|alleingeschäftsführer|"
        "mitglied der geschäftsleitung|mitglied der geschäftsführung|mitglied des vorstands|sprecher der geschäftsführung|sprecher des vorstands|präsident|"
        "vorsitzender der geschäftsführung|mitgeschäftsführer|bürgermeister|oberbürgermeister|landrat|intendant|unternehmensleiter|unternehmensleitung|direktorium|"
        "gesamtleitung|gesamtleiter|ceo/geschäftsführer|delegierter des verwaltungsrates|stiftungsrat|verwaltungsratsmitglied"},
    {PTB_HEAD(C_LEVEL, FINANCE, SURE), "kaufmännischer geschäftsführer|kaufmännische geschäftsführung|kaufmännische geschäftsführerin|finanzvorstand|kaufm geschäftsführer|kfm geschäftsführer|kaufmännischer vorstand|"
        "kaufmännische geschäftsleitung"},
    {PTB_HEAD(C_LEVEL, ENGINEERING, SURE), "technischer geschäftsführer|technische geschäftsführung|technische geschäftsführerin|technischer vorstand|technikvorstand|technische geschäftsleitung"},
    {PTB_HEAD(C_LEVEL, HR, SURE), "personalvorstand|arbeitsdirektor"},
    {PTB_HEAD(C_LEVEL, SALES, SURE), "vertriebsvorstand"},
    {PTB_HEAD(DIRECTOR, GENERAL, FAINT), "prokurist|prokura|ppa|per prokura|niederlassungsleiter|standortleiter|niederlassungsleitung|standortleitung|landesleiter|länderleiter|regionalleiter|regionalleitung|"
        "geschäftsbereichsleiter|geschäftsstellenleiter|spartenleiter|ressortleiter|amtsleiter|referatsleiter|dezernent|dezernatsleiter|länderchef|handlungsbevollmächtigter|geschäftsstellenleitung|"
        "geschäftsbereichsleitung|zweigstellenleiter|niederlassungsleiterin|regionaldirektor|landesgeschäftsführer|centerleiter|zentrumsleiter"},
    {PTB_HEAD(DIRECTOR, OTHER, FAINT), "leiter|leiterin|leitung|ltr|ltg|leit|abteilungsleiter|abteilungsleitung|abteilungsltr|abtltr|abt leiter|abt ltr|bereichsleiter|bereichsleitung|bereichsltr|hauptabteilungsleiter|hauptabteilungsleitung|"
        "fachbereichsleiter|fachbereichsleitung|fachgebietsleiter|abteilungschef|chefs|direktorin|referatsleitung|sachgebietsleiter|"
        "abteilungsdirektor|bereichsvorstand|bl|oberleiter|departmentleiter|abteilungsvorstand"},
    {PTB_HEAD(DIRECTOR, FINANCE, PLAIN), "kaufmännischer leiter|kaufmännische leitung|kaufmännische leiterin|kaufm leiter|kfm leiter|kaufm leitung|kfm leitung|kaufmännischer direktor|"},
    {PTB_HEAD(DIRECTOR, ENGINEERING, PLAIN), "technischer leiter|technische leitung|technische leiterin|techn leiter|techn leitung|technikleiter|technischer direktor|chefentwickler|chefkonstrukteur|chefingenieur"},
    {PTB_HEAD(DIRECTOR, OPERATIONS, PLAIN), "werksleiter|werkleiter|werksleitung|werkleitung|betriebsleiter|betriebsleitung|fertigungsleiter|produktionsleiter|betriebsleiterin|werkdirektor"},
    {PTB_HEAD(DIRECTOR, SALES, PLAIN), "gebietsleiter|verkaufsleiter|vertriebsleiter|gebietsverkaufsleiter|vertriebsdirektor|verkaufsdirektor|vertriebschef|bezirksleiter|gebietsverkaufsleitung|vl"},
    {PTB_HEAD(DIRECTOR, SCIENCE, PLAIN), "chefarzt|chefärztin|ärztlicher direktor|ärztlicher leiter|schulleiter|schulleitung|rektor|institutsleiter|dekan|institutsdirektor|pflegedirektor|pflegedienstleitung|pflegedienstleiter|pdl|"
        "klinikdirektor|kitaleitung|laborleiter|schulleiterin|museumsdirektor|wissenschaftlicher leiter|praxisleitung|direktor der klinik|ärztliche leitung"},
    {PTB_HEAD(DIRECTOR, MARKETING, PLAIN), "chefredakteur|kreativdirektor|redaktionsleiter"},
    {PTB_HEAD(DIRECTOR, LEGAL, PLAIN), "chefjustiziar|chefsyndikus"},
    {PTB_HEAD(DIRECTOR, ADMIN, PLAIN), "verwaltungsleiter|verwaltungsleitung|verwaltungsdirektor"},
    {PTB_HEAD(MANAGER, OTHER, FAINT), "teamleiter|teamleitung|team leiter|team leitung|leiter team|gruppenleiter|gruppenleitung|gruppenltr|teamltr|leiter der gruppe|arbeitsgruppenleiter|verantwortlicher|verantwortliche|verantw|"
        "sachgebietsleitung|fachteamleiter|koordinierung|koordination|bereichskoordinator|chef de partie|küchenchef|gruppenführer|teamchef|einsatzleiter|"
        "objektleiter|stv teamleiter|hauptverantwortlicher|restaurantleiter|restaurantleitung|küchenleiter|küchenleitung"},
    {PTB_HEAD(MANAGER, OPERATIONS, FAINT), "projektleiter|projektleitung|projektmanager|pl|projektltr|teilprojektleiter|projektverantwortlicher|projektkoordinator|projekt manager|gesamtprojektleiter|"
        "programmleiter|programmmanager|projektleiterin|projektmanagerin|projektsteuerer"},
    {PTB_HEAD(MANAGER, OPERATIONS, PLAIN), "schichtleiter|schichtführer|meister|industriemeister|werkmeister|betriebsmeister|werkstattleiter|werkstattleitung|montageleiter|polier|vorarbeiter|produktionsmeister|schichtmeister|fertigungsmeister|"
        "hotelmanager|hotelleiter|hoteldirektor|segmentleiter|facilitymanager|instandhaltungsmeister|elektromeister|küchenmeister|qualitätsmanager|qm manager|werkstattmeister"},
    {PTB_HEAD(MANAGER, ENGINEERING, PLAIN), "testmanager|bauleiter|bauleitung|oberbauleiter|softwareprojektleiter|entwicklungsprojektleiter"},
    {PTB_HEAD(MANAGER, SALES, PLAIN), "filialleiter|filialleitung|marktleiter|marktleitung|storeleiter|shopleiter|ladenleitung|ladenleiter|filialdirektor|storemanager|"},
    {PTB_HEAD(MANAGER, PRODUCT, SURE), "produktmanager|produktmanagement|produktmanagerin|produkt manager|produktgruppenmanager"},
    {PTB_HEAD(MANAGER, LOGISTICS, SURE), "lagermeister|fuhrparkmanager|lagerverantwortlicher"},
    {PTB_HEAD(MANAGER, ADMIN, SURE), "büroleiter|büroleitung|sekretariatsleitung|bürovorsteher|büroleiterin|"},
    {PTB_HEAD(MANAGER, SCIENCE, PLAIN), "stationsleitung|stationsleiter|wohnbereichsleitung|kursleiter|studienleiter"},

    {PTB_GRADE(SENIOR, OTHER), "referent|referentin|expertin|fachexperte|fachreferent|grundsatzreferent|"},
    {PTB_GRADE(TRAINEE, OTHER), "auszubildender|auszubildende|azubi|azubine|auszub|in ausbildung|ausbildung zum|ausbildung zur|lehrling|praktikant|praktikum|prakti|werkstudent|werksstudent|student|"
        "studentin|studierender|studierende|dualer student|duales studium|duale studentin|ba student|dh student|studentische hilfskraft|studentische aushilfe|hiwi|volontär|volontariat|schüler|"
        "schülerpraktikant|umschüler|bachelorand|masterand|diplomand|fsj|freiwilligendienst|lernender|lernende|auszubildene|referendar|rechtsreferendar|praktikantin|jahrespraktikant|"
        "anwärter|abiturient|bufdi"},
    {PTB_GRADE(TRAINEE, SCIENCE), "doktorand|promotionsstudent|doktorandin|promovend|medizinstudent"},

    {PTB_ASSIST(ADMIN, FAINT), "assistent|assistentin|assistenz|assistant|assi|ass"},
    {PTB_ASSIST(ADMIN, SURE), "sekretär|sekretärin|sekretariat|sekr|chefsekretärin|direktionsassistentin|direktionsassistent|geschäftsführungsassistentin|teamassistentin|teamassistent|teamassistenz|vorstandsassistentin|"
        "vorstandsassistent|vorstandssekretärin|büroassistent|büroassistenz|verwaltungsassistent|chefassistentin|managementassistentin|managementassistent|managementassistenz|assistentin der geschäftsleitung|"
        "assistentin der geschäftsführung|assistent der geschäftsleitung|assistent der geschäftsführung|assistenz der geschäftsführung|assistenz der geschäftsleitung|assistenz geschäftsführung|assistentin gf|"
        "assistenz gl|assistentin gl|vorzimmer|direktionssekretärin|fremdsprachensekretärin|sekretariatskraft|arztsekretärin|bereichsassistenz|abteilungsassistenz|chefassistenz|vorstandssekretariat"},

    /* jobs */
    {PTB_JOB(OTHER, FAINT), "mitarbeiter|mitarbeiterin|sachbearbeiter|sachbearbeitung|sb|fachkraft|fachangestellter|kaufmann|kauffrau|kfm|kffr|angestellter|angestellte|berater|spezialist|experten|analyst|betreuer|techn angestellter|"
        "kaufm angestellte|kaufmännischer angestellter|kaufmännische angestellte|kaufmännischer mitarbeiter|industriekaufmann|industriekauffrau|fachmann|fachfrau|fachwirt|betriebswirt|beamter|hilfskraft|aushilfe|beauftragter|"
        "beauftragte|sachverständiger|gutachter|unternehmensberater|technischer angestellter|fachberater|dienstleister|bediensteter|arbeitnehmer|künstler|musiker|schauspieler|dolmetscher|projektmitarbeiter|handelsfachwirt|"
        "fachspezialist|bearbeiter|kraft|sprecher|vermittler|verwaltungswirt|diplom kaufmann|diplom betriebswirt|dipl.kfm|bereichsmitarbeiter|soldat|polizist"},
    {PTB_JOB(ENGINEERING, FAINT), "ingenieur|ing|techniker|dipl. ing.|dipl ing fh|diplom ingenieur|entwickler|technischer mitarbeiter|prüfer|technischer sachbearbeiter|"},
    {PTB_JOB(ENGINEERING, PLAIN), "softwareentwickler|konstrukteur|entwicklungsingenieur|programmierer|software entwickler|architekt|bauingenieur|maschinenbauingenieur|elektroingenieur|technischer zeichner|technischer produktdesigner|bauzeichner|"
        "anwendungsentwickler|webentwickler|projektingenieur|versuchsingenieur|testingenieur|berechnungsingenieur|hardwareentwickler|verfahrensingenieur|prozessingenieur|softwareingenieur|"
        "fachinformatiker anwendungsentwicklung|maschinenbautechniker|elektrotechniker|technischer redakteur|konstruktionsingenieur|wirtschaftsingenieur|technischer systemplaner|stadtplaner|statiker|vermessungstechniker|"
        "softwarearchitekt|softwaretester|applikationsingenieur|anwendungstechniker|planungsingenieur|vermesser|bautechniker|tragwerksplaner|mechatronikingenieur|detailkonstrukteur"},
    {PTB_JOB(IT, SURE), "systemadministrator|it administrator|netzwerkadministrator|informatiker|wirtschaftsinformatiker|fachinformatiker|fachinformatiker systemintegration|systemintegrator|it systemadministrator|edv administrator|"
        "it systemelektroniker|sap berater|it berater|it sicherheitsbeauftragter|informationssicherheitsbeauftragter|systemtechniker|netzwerktechniker|it techniker|edv techniker|anwendungsbetreuer|"
        "systemingenieur|datenbankadministrator|it mitarbeiter|sap entwickler|systembetreuer|it spezialist|it systemkaufmann|isb|applikationsmanager|rechenzentrumsmitarbeiter"},
    {PTB_JOB(DATA, SURE), "datenanalyst|datenwissenschaftler|statistiker|business analyst in|dateningenieur"},
    {PTB_JOB(PRODUCT, PLAIN), "produktspezialist|produktentwickler|produktdesigner|produktverantwortlicher|"},
    {PTB_JOB(MARKETING, PLAIN), "mediengestalter|grafiker|grafikdesigner|redakteur|texter|journalist|fotograf|pressesprecher|gestalter|übersetzer|kommunikationsdesigner|onlineredakteur|werbetexter|marketingkaufmann|"
        "veranstaltungskaufmann|webdesigner|lektor|kommunikationswirt|marketingmitarbeiter|marktforscher|medienkaufmann"},
    {PTB_JOB(SALES, SURE), "verkäufer|vertriebler|vertriebsmitarbeiter|handelsvertreter|außendienstmitarbeiter|innendienstmitarbeiter|kundenberater|verkaufsberater|vertriebsbeauftragter|vertriebsingenieur|gebietsvertreter|kundenbetreuer|"
        "automobilverkäufer|einzelhandelskaufmann|kaufmann im einzelhandel|kauffrau im einzelhandel|immobilienmakler|makler|immobilienkaufmann|fachverkäufer|vertreter|außendienstler|pharmareferent|medizinprodukteberater|"
        "verkaufsmitarbeiter|groß und außenhandelskaufmann|kaufmann im groß und außenhandel|versicherungsmakler|versicherungsvertreter|kassierer|vertriebsbeauftragte|vb|automobilkaufmann|technischer verkäufer|technischer vertrieb|"
        "angebotskalkulator|kalkulator|vertriebsassistent|vertriebsassistentin|vertriebsassistenz|verkaufsassistent|verkaufsassistentin|sales mitarbeiter|immobilienberater|reiseverkehrskaufmann|auftragsbearbeiter"},
    {PTB_JOB(SERVICE, SURE), "servicetechniker|kundendiensttechniker|kundendienstmitarbeiter|servicemitarbeiter|kundendienstmonteur|supportmitarbeiter|callcenter agent|serviceberater|servicemonteur|kellner|"
        "hotelfachfrau|hotelfachmann|restaurantfachfrau|friseur|kosmetikerin|serviceingenieur|supporttechniker|servicekraft|kundenservicemitarbeiter"},
    {PTB_JOB(FINANCE, SURE), "buchhalter|finanzbuchhalter|bilanzbuchhalter|lohnbuchhalter|controller|controllerin|steuerberater|wirtschaftsprüfer|steuerfachangestellte|steuerfachangestellter|bankkaufmann|bankkauffrau|kreditorenbuchhalter|"
        "debitorenbuchhalter|finanzberater|vermögensberater|versicherungskaufmann|revisor|interner revisor|kreditsachbearbeiter|hauptbuchhalter|steuerfachwirt|anlageberater|finanzwirt|bankberater|"
        "finanzanalyst|wirtschaftsprüfungsassistent|bankbetriebswirt|schadenregulierer|kreditanalyst|anlagenbuchhalter|volkswirt|privatkundenberater|firmenkundenberater|kostenrechner|lohn und finanzbuchhalter|fibu mitarbeiter"},
    {PTB_JOB(HR, SURE), "personaler|personalsachbearbeiter|personalberater|recruiterin|personalkaufmann|lohn und gehaltsbuchhalter|personaldienstleistungskaufmann|entgeltabrechner|ausbilder|personalentwickler|personaldisponent|"
        "betriebsrat|betriebsratsvorsitzender|payroll sachbearbeiter|personalfachkaufmann|personalmitarbeiter|personalvermittler|betriebsratsmitglied|gehaltsbuchhalter"},
    {PTB_JOB(OPERATIONS, PLAIN), "monteur|mechaniker|elektriker|schlosser|mechatroniker|elektroniker|industriemechaniker|zerspanungsmechaniker|maschinenführer|anlagenführer|maschinenbediener|arbeitsvorbereiter|produktionsmitarbeiter|produktionsplaner|"
        "qualitätsprüfer|qualitätsbeauftragter|qualitätsmanagementbeauftragter|qmb|hausmeister|haustechniker|schreiner|tischler|maler|dreher|fräser|schweißer|werkzeugmacher|installateur|anlagenmechaniker|kfz mechaniker|"
        "kfz mechatroniker|instandhalter|facharbeiter|arbeiter|produktionshelfer|bäcker|koch|köchin|metzger|gärtner|dachdecker|zimmermann|maurer|landwirt|sicherheitsfachkraft|sicherheitsingenieur|reinigungskraft|chemikant|"
        "qualitätsingenieur|umweltbeauftragter|brandschutzbeauftragter|pförtner|objektbetreuer|hausverwalter|fertigungsplaner|qualitätssicherer|projektassistenz|projektassistentin|projektassistent|fachkraft für arbeitssicherheit|sifa|"
        "industrieelektriker|heizungsbauer|florist|drucker|betriebselektriker|metallbauer|stahlbauer|werker|arbeitssicherheitsfachkraft|prozessplaner|produktioner|elektroinstallateur|maschinist|arbeitsvorbereitung"},
    {PTB_JOB(LOGISTICS, SURE), "disponent|lagerist|lagerarbeiter|lagermitarbeiter|fachlagerist|fachkraft für lagerlogistik|speditionskaufmann|kraftfahrer|lkw fahrer|berufskraftfahrer|fahrer|staplerfahrer|versandmitarbeiter|logistiker|spediteur|"
        "kurier|kommissionierer|zollbeauftragter|zolldeklarant|lagerverwalter|kaufmann für spedition|materialdisponent|logistikplaner|busfahrer|zollsachbearbeiter|lagerhelfer|fuhrparkverwalter|kraftfahrer ce|spediteurin"},
    {PTB_JOB(PURCHASING, SURE), "einkäufer|strategischer einkäufer|operativer einkäufer|beschaffer|technischer einkäufer|facheinkäufer|einkaufssachbearbeiter|projekteinkäufer|einkaufsmitarbeiter|zentraleinkäufer|lead buyer|einkäuferin|materialeinkäufer|it einkäufer"},
    {PTB_JOB(LEGAL, SURE), "rechtsanwalt|rechtsanwältin|anwalt|anwältin|jurist|syndikus|syndikusanwalt|syndikusrechtsanwalt|justiziar|notar|patentanwalt|datenschutzbeauftragter|dsb|rechtsanwaltsfachangestellte|unternehmensjurist|richter|"
        "staatsanwalt|wirtschaftsjurist|volljurist|compliance beauftragter|notarfachangestellte|geldwäschebeauftragter|fachanwalt|datenschutzkoordinator|rechtsfachwirt|rechtspfleger"},
    {PTB_JOB(SCIENCE, PLAIN), "arzt|ärztin|facharzt|assistenzarzt|zahnarzt|apotheker|lehrer|lehrerin|dozent|wissenschaftler|wissenschaftlicher mitarbeiter|wissenschaftliche mitarbeiterin|wiss mitarbeiter|forscher|chemiker|biologe|physiker|laborant|"
        "chemielaborant|mta|medizinische fachangestellte|mfa|krankenschwester|krankenpfleger|pflegefachkraft|altenpfleger|psychologe|therapeut|physiotherapeut|tierarzt|erzieher|erzieherin|hebamme|sozialarbeiter|sozialpädagoge|"
        "pädagoge|bibliothekar|bta|cta|pta|labortechniker|hausarzt|ergotherapeut|logopäde|heilpraktiker|mathematiker|postdoktorand|wissenschaftlicher assistent|wissenschaftlicher angestellter|pflegekraft|gesundheits und krankenpfleger|"
        "pfleger|pflegehelfer|lehrkraft|studienrat|augenoptiker|optiker|rettungssanitäter|notfallsanitäter|arzthelferin|pfarrer|archivar|geologe|biologin|historiker|soziologe|wissenschaftlicher referent|betreuungskraft|heilerziehungspfleger|laborarzt"},
    {PTB_EXPERT(ENGINEERING, PLAIN), "leitender ingenieur|oberingenieur"},
    {PTB_EXPERT(SCIENCE, PLAIN), "oberarzt|oberärztin|leitender oberarzt|privatdozent|professorin|oberstudienrat|juniorprofessor|akademischer rat|univ prof"},
    {PTB_JOB(ADMIN, PLAIN), "bürokaufmann|bürokauffrau|kaufmann für büromanagement|kauffrau für büromanagement|kauffrau für bürokommunikation|kaufmann für bürokommunikation|bürokraft|empfang|empfangsmitarbeiter|empfangsdame|telefonist|rezeptionist|"
        "verwaltungsangestellte|verwaltungsfachangestellte|verwaltungsmitarbeiter|office mitarbeiter|schreibkraft|datentypist|verwaltungskraft|büroangestellte|büromitarbeiter|telefonzentrale|kauffrau büromanagement|verwaltungsfachwirt"},

    /* areas */
    {PTB_AREA(GENERAL, FAINT), "unternehmensentwicklung|strategie|unternehmensstrategie|unternehmensplanung|unternehmensführung|konzernentwicklung|"},
    {PTB_AREA(IT, PLAIN), "edv|informatik|informationstechnik|informationstechnologie|it infrastruktur|infrastruktur|it sicherheit|informationssicherheit|netzwerk|netzwerke|systemadministration|rechenzentrum|it betrieb|iuk|digitalisierung|"
        "anwendungsbetreuung|it service|orga/edv|organisation und it|org/edv|informationssysteme|systembetrieb|datenverarbeitung|systemtechnik|wirtschaftsinformatik|applikationsbetreuung|it administration|edv organisation|it abteilung|"
        "systemintegration|cybersicherheit|telekommunikation|it anwendungen"},
    {PTB_AREA(ENGINEERING, PLAIN), "entwicklung|forschung|forschung und entwicklung|forschung entwicklung|f&e|fue|konstruktion|softwareentwicklung|produktentwicklung|anwendungsentwicklung|hardwareentwicklung|elektrokonstruktion|mechanik|elektrotechnik|maschinenbau|"
        "versuch|prototypenbau|systementwicklung|technologie|vorentwicklung|bau|hochbau|tiefbau|ingenieurwesen|technische planung|planung und bau|bauwesen|verfahrenstechnik|elektronik|automatisierung|automatisierungstechnik|innovationsmanagement|"
        "steuerungstechnik|sondermaschinenbau|anwendungstechnik|webentwicklung|architektur|berechnung|technische dokumentation|anlagenbau|messtechnik|mechatronik|technische entwicklung|projektierung|elektroplanung|"
        "prüfstand|softwarearchitektur|konstruktion und entwicklung|hydraulik|bauplanung|technischer bereich"},
    {PTB_AREA(ENGINEERING, FAINT), "technik|technisch|technischer|technische|techn|elektro|innovationen"},
    {PTB_AREA(PRODUCT, PLAIN), "produkt|produkte|produktstrategie|produktgestaltung|produktportfolio"},
    {PTB_AREA(DATA, PLAIN), "daten|datenanalyse|datenmanagement|stammdaten|berichtswesen|stammdatenmanagement|statistik|datenqualität"},
    {PTB_AREA(MARKETING, PLAIN), "kommunikation|unternehmenskommunikation|öffentlichkeitsarbeit|presse|werbung|marktforschung|pressestelle|presse und öffentlichkeitsarbeit|veranstaltungen|veranstaltung|messe|messen|onlinemarketing|produktmarketing|redaktion|"
        "medien|presseabteilung|public relation|markenführung|marke|mediengestaltung|eventmanagement|interne kommunikation|marketingkommunikation|externe kommunikation|vertriebsmarketing|onlineshop|messewesen|verkaufsförderung|werbeabteilung"},
    {PTB_AREA(SALES, PLAIN), "vertrieb|verkauf|außendienst|innendienst|vertriebsinnendienst|vertriebsaußendienst|verkaufsinnendienst|kundenberatung|großkunden|schlüsselkunden|angebotswesen|kundenbetreuung|geschäftsentwicklung|vertriebssteuerung|exportvertrieb|"
        "handel|einzelhandel|vertriebsinnen|auslandsvertrieb|verkaufsaußendienst|auftragsabwicklung|auftragsbearbeitung|kundenakquise|immobilien|firmenkunden|privatkunden|vertriebsunterstützung|angebotserstellung|filiale|filialen|gebiet|vertriebs|verkaufs|"
        "akquise|vermietung|geschäftskunden|kundenmanagement|exportabteilung|neukunden|kalkulation|markt|märkte"},
    {PTB_AREA(SERVICE, PLAIN), "kundenservice|kundendienst|kundensupport|technischer kundendienst|technischer support|technischer service|kundenzufriedenheit|kundencenter|kundenservicecenter|reklamation|ersatzteile|reklamationen|kundenerlebnis|"
        "reklamationsmanagement|ersatzteilwesen|gästebetreuung|montageservice|serviceabteilung|beschwerdemanagement|servicecenter"},
    {PTB_AREA(SERVICE, FAINT), "kunden|kunde"},
    {PTB_AREA(FINANCE, PLAIN), "finanzen|finanz|finanzbuchhaltung|buchhaltung|rechnungswesen|fibu|steuern|steuer|revision|interne revision|kreditorenbuchhaltung|debitorenbuchhaltung|finanz und rechnungswesen|finanzwesen|bilanzierung|rechnungsprüfung|"
        "kreditoren|debitoren|wirtschaftsprüfung|steuerberatung|kasse|kostenrechnung|versicherung|versicherungen|bank|mahnwesen|konzernrechnungswesen|risikomanagement|finanzierung|zahlungsverkehr|kreditmanagement|kredit|anlagenbuchhaltung|"
        "faktura|fakturierung|finanzen und controlling|finanzabteilung|konsolidierung|beteiligungen|beteiligungsmanagement|kaufmännisch|kaufmännische abteilung|abrechnung|finanzcontrolling|finanzplanung|bilanz|schaden|finanzdienstleistungen"},
    {PTB_AREA(FINANCE, FAINT), "kaufmännischer|kaufmännische|kaufm|vermögen"},
    {PTB_AREA(HR, PLAIN), "personal|personalwesen|personalabteilung|personalmanagement|personalentwicklung|personalverwaltung|lohn|lohnbuchhaltung|lohnabrechnung|gehaltsabrechnung|lohn und gehalt|lohn und gehaltsabrechnung|entgeltabrechnung|ausbildung|"
        "weiterbildung|aus und weiterbildung|personalbeschaffung|personalmarketing|personalgewinnung|personalcontrolling|personalbetreuung|schulung|personaldienste|personalservice|personalrekrutierung|organisationsentwicklung|"
        "personalwirtschaft|nachwuchskräfte|entgelt|gehalt|personaldisposition|personalplanung|fortbildung"},
    {PTB_AREA(OPERATIONS, PLAIN), "produktion|fertigung|qualität|qualitätsmanagement|qualitätssicherung|qs|instandhaltung|wartung|montage|werkstatt|arbeitssicherheit|produktionsplanung|fertigungsplanung|facilitymanagement|gebäudemanagement|"
        "haustechnik|betriebstechnik|qualitätskontrolle|qualitätswesen|umwelt|umweltschutz|nachhaltigkeit|energie|energiemanagement|liegenschaften|fertigungssteuerung|produktionssteuerung|produktionstechnik|werkzeugbau|vorrichtungsbau|"
        "betrieb|betriebe|werk|werke|industrialisierung|zerspanung|schicht|hausverwaltung|gebäudetechnik|prozessoptimierung|av|küche|reinigung|technischer betrieb|lackiererei|gießerei|objekt|bauunterhalt|wareneingangsprüfung|"
        "operative exzellenz|arbeitsschutz|sicherheit|hotel|gastronomie|betriebsführung|anlagentechnik|immobilienverwaltung|"},
    {PTB_AREA(OPERATIONS, FAINT), "organisation|prozessmanagement|prozesse|projekte|projekt|planung|projektplanung|prozess|veränderungsmanagement|geschäftsprozesse|projektbüro|betriebsorganisation|prozessentwicklung"},
    {PTB_AREA(LOGISTICS, PLAIN), "logistik|lager|lagerlogistik|versand|spedition|fuhrpark|disposition|materialwirtschaft|lieferkette|zoll|wareneingang|warenausgang|materialdisposition|transportlogistik|lagerwirtschaft|supply chain mgmt|"
        "distributionslogistik|verkehr|warenwirtschaft|exportabwicklung|bestandsmanagement|materialfluss|produktionslogistik|flotte|flottenmanagement|transportwesen|auslieferung|lagerverwaltung|verpackung|zoll und außenwirtschaft|seefracht|luftfracht|"
        "auftragslogistik|verladung|lagerhaltung"},
    {PTB_AREA(PURCHASING, PLAIN), "einkauf|beschaffung|strategischer einkauf|operativer einkauf|technischer einkauf|einkaufsabteilung|einkauf und logistik|lieferantenmanagement|vergabe|zentraleinkauf|projekteinkauf|lieferantenentwicklung|beschaffungswesen|"
        "materialeinkauf|lieferanten|warengruppenmanagement|wareneinkauf|einkaufscontrolling|indirekter einkauf|vergabestelle|vertragseinkauf|beschaffungsmanagement"},
    {PTB_AREA(LEGAL, PLAIN), "recht|rechtsabteilung|datenschutz|vertragsmanagement|recht und compliance|vertragswesen|patentwesen|vertragsrecht|patente|justiziariat|rechtswesen|arbeitsrecht|zulassung|steuerrecht|geldwäscheprävention|regulierung|"
        "rechtsangelegenheiten|vertrag|verträge|exportkontrolle|gesellschaftsrecht"},
    {PTB_AREA(SCIENCE, PLAIN), "medizin|labor|pflege|wissenschaft|lehre|schule|bildung|chemie|biologie|physik|apotheke|klinik|universität|hochschule|studium|pädagogik|gesundheit|pharma|forschungsinstitut|ärztlicher dienst|"
        "sozialpädagogik|soziales|kita|therapie|pflegedienst|praxis|studien|klinische forschung|klinische studien|krankenhaus|kinder|jugend"},
    {PTB_AREA(ADMIN, PLAIN), "verwaltung|büro|zentrale dienste|büroorganisation|büromanagement|allgemeine verwaltung|innere verwaltung|innerer dienst|zentralverwaltung|poststelle|büroadministration|assistenz und verwaltung"},
};

/* Ends of compounds. What is surer of its department than what stands before it keeps it. */
static const ptb_title_line endings[] = {
    /* German */
    {PTB_HEAD(C_LEVEL, GENERAL, FAINT), "geschäftsführer|geschäftsführung|geschäftsleiter|geschäftsleitung|vorstand|vorstandsmitglied|präsident|generaldirektor"},
    {PTB_HEAD(OWNER, GENERAL, FAINT), "inhaber|eigentümer|gründer|gesellschafter|besitzer|unternehmer|eigenaar|ondernemer"},
    {PTB_HEAD(DIRECTOR, OTHER, FAINT), "leiter|leitung|ltr|leitg|direktor|direktion|chef|vorsteher|abteilungsleiter|bereichsleiter|abteilungsleitung|bereichsleitung|direktorin|dezernent"},
    {PTB_HEAD(DIRECTOR, OPERATIONS, FAINT), "betriebsleiter|werksleiter|werkleiter|betriebsleitung|fabrikleiter"},
    {PTB_HEAD(MANAGER, OTHER, FAINT), "teamleiter|teamleitung|gruppenleiter|gruppenleitung|schichtleiter|schichtführer|meister|manager|managerin|koordinator|koordination|verantwortlicher|verantwortliche|teamlead|teamchef|beauftragtenleitung|supervisor|mgr|"
        "sachgebietsleiter|vorarbeiter|gruppenführer"},
    {PTB_HEAD(MANAGER, OPERATIONS, FAINT), "projektleiter|projektleitung|projektmanager|projektkoordinator|programmleiter|projekt-manager"},
    {PTB_HEAD(MANAGER, SALES, PLAIN), "filialleiter|filialleitung|marktleiter|accountmanager|keyaccountmanager"},
    {PTB_HEAD(MANAGER, ENGINEERING, PLAIN), "bauleiter|bauleitung"},
    {PTB_HEAD(MANAGER, PRODUCT, SURE), "produktmanager|productmanager"},
    {PTB_EXPERT(OTHER, FAINT), "referent|experte|expertin|principal"},
    {PTB_EXPERT(SCIENCE, SURE), "oberarzt|professor"},
    {PTB_GRADE(TRAINEE, OTHER), "praktikant|praktikum|student|volontär|trainee|azubi|lehrling|auszubildender|stagiair|stagiaire|stage|leerling|volontariat|werkstudent"},
    {PTB_ASSIST(ADMIN, FAINT), "assistent|assistenz|assistentin|assistant|assistente"},
    {PTB_ASSIST(ADMIN, SURE), "sekretär|sekretärin|sekretariat|secretaresse|secretariaat"},
    {PTB_JOB(OTHER, FAINT), "mitarbeiter|sachbearbeiter|sachbearbeitung|fachkraft|kaufmann|kauffrau|berater|beratung|spezialist|spezialistin|analyst|betreuer|angestellter|angestellte|fachangestellter|fachmann|fachfrau|fachwirt|beauftragter|beauftragte|"
        "planer|helfer|hilfe|kraft|prüfer|disponent|assistenzkraft|consultant|specialist|experten|sprecher|agent|wirt|vertreter|verwalter|mann|frau|arbeiter|bearbeiter|gestalter|beamter|sachverständiger"},
    {PTB_JOB(ENGINEERING, FAINT), "ingenieur|techniker|entwickler|technikerin|engineer|developer|programmierer|architekt|zeichner|designer|bauer|tester|technologe"},
    {PTB_JOB(ENGINEERING, PLAIN), "softwareentwickler|konstrukteur|softwareingenieur"},
    {PTB_JOB(IT, PLAIN), "administrator|informatiker|systemadministrator|it-techniker"},
    {PTB_JOB(SALES, SURE), "verkäufer|makler|handelsvertreter|verkoper|makelaar"},
    {PTB_JOB(SALES, PLAIN), "kundenberater|kundenbetreuer|verkaufsberater"},
    {PTB_JOB(SERVICE, PLAIN), "servicetechniker|kundendiensttechniker|kellner"},
    {PTB_JOB(FINANCE, SURE), "buchhalter|controller|steuerberater|wirtschaftsprüfer|revisor|boekhouder|accountant|bankkaufmann"},
    {PTB_JOB(HR, SURE), "recruiter|ausbilder|trainer|personaler"},
    {PTB_JOB(OPERATIONS, PLAIN), "mechaniker|monteur|elektriker|elektroniker|schlosser|mechatroniker|installateur|maschinenführer|anlagenführer|bediener|führer|macher|instandhalter|wart|reiniger|schweißer|lackierer|koch"},
    {PTB_JOB(LOGISTICS, SURE), "fahrer|lagerist|logistiker|chauffeur|spediteur"},
    {PTB_JOB(PURCHASING, SURE), "einkäufer|beschaffer|inkoper|buyer"},
    {PTB_JOB(LEGAL, SURE), "anwalt|anwältin|jurist|notar|rechtsanwalt|advocaat|"},
    {PTB_JOB(SCIENCE, SURE), "arzt|ärztin|lehrer|lehrerin|wissenschaftler|forscher|laborant|pfleger|schwester|therapeut|apotheker|biologe|chemiker|physiker|psychologe|pädagoge|dozent|erzieher|arts|leraar|docent|verpleegkundige|onderzoeker|lehrkraft"},
    {PTB_JOB(MARKETING, PLAIN), "redakteur|texter|grafiker|journalist|fotograf|redacteur"},
    {PTB_AREA(OTHER, FAINT), "abteilung|wesen|management|bereich|dienst|team|stelle|abwicklung|steuerung|afdeling|beheer|referat|ressort|zentrum|center"},
    {PTB_AREA(ENGINEERING, PLAIN), "entwicklung|konstruktion|ontwikkeling|softwareentwicklung|bau|technik|forschung"},
    {PTB_AREA(SALES, PLAIN), "vertrieb|verkauf|verkoop|innendienst|außendienst|handel"},
    {PTB_AREA(PURCHASING, PLAIN), "einkauf|beschaffung|inkoop"},
    {PTB_AREA(FINANCE, PLAIN), "buchhaltung|rechnung|rechnungswesen|administratie|controlling|finanzierung|buchung"},
    {PTB_AREA(LOGISTICS, PLAIN), "logistik|logistiek|lager|disposition|spedition"},
    {PTB_AREA(OPERATIONS, PLAIN), "produktion|fertigung|sicherung|produktie|instandhaltung|montage|qualität"},
    {PTB_AREA(HR, PLAIN), "ausbildung|schulung|personal"},
    {PTB_AREA(SERVICE, PLAIN), "service|kundendienst|support"},
    {PTB_AREA(MARKETING, PLAIN), "marketing|kommunikation|werbung|communicatie"},
    {PTB_AREA(LEGAL, PLAIN), "recht"},
    {PTB_AREA(ADMIN, PLAIN), "verwaltung|büro"},
    {PTB_AREA(IT, PLAIN), "informatik"},

    /* Dutch */
    {PTB_HEAD(DIRECTOR, OTHER, FAINT), "directeur|hoofd|directrice"},
    {PTB_HEAD(MANAGER, OTHER, FAINT), "leider|leidster|leidinggevende|coördinator|coordinator|verantwoordelijke|voorman|teamleider"},
    {PTB_HEAD(MANAGER, OPERATIONS, FAINT), "projectleider|projectmanager"},
    {PTB_HEAD(C_LEVEL, GENERAL, FAINT), "bestuurder|bestuurslid|commissaris"},
    {PTB_JOB(OTHER, FAINT), "medewerker|medewerkster|adviseur|consulent|functionaris|deskundige|begeleider|analist|ambtenaar|kundige|bediende|werker|vakman|inspecteur|hulp"},
    {PTB_JOB(IT, PLAIN), "beheerder|systeembeheerder"},
    {PTB_JOB(ENGINEERING, FAINT), "ontwikkelaar|technicus|tekenaar|ontwerper|werktuigbouwer"},
    {PTB_JOB(SALES, SURE), "vertegenwoordiger|"},
    {PTB_JOB(LOGISTICS, PLAIN), "planner"},
};
/* clang-format on */

ptb_title_table ptb_title_german(void)
{
    return (ptb_title_table){lines, sizeof lines / sizeof lines[0]};
}

ptb_title_table ptb_title_endings(void)
{
    return (ptb_title_table){endings, sizeof endings / sizeof endings[0]};
}
