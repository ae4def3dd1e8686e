/* features/title_words_nl.c: Dutch words of job titles; the ends of compounds are with the German ones. */
#include "features/title_inside.h"

/* clang-format off */
static const ptb_title_line lines[] = {
    {PTB_HEAD(OWNER, GENERAL, FAINT), "eigenaar|eigenares|mede eigenaar|medeeigenaar|directeur eigenaar|eigenaar directeur|dga|directeur grootaandeelhouder|directeur aandeelhouder|oprichter|mede oprichter|medeoprichter|oprichtster|vennoot|ondernemer|zelfstandige|"
        "zelfstandig ondernemer|zzp|zzp'er|zzper|firmant|maat|aandeelhouder|bedrijfseigenaar|grootaandeelhouder|franchisenemer|praktijkhouder|eigenaresse|vennote|beherend vennoot|mede-eigenaresse|winkeleigenaar|compagnon"},
    {PTB_HEAD(C_LEVEL, GENERAL, FAINT), "algemeen directeur|algemeen directrice|alg directeur|alg. dir.|statutair directeur|bestuurder|zaakvoerder|zaakvoerster|gedelegeerd bestuurder|afgevaardigd bestuurder|directielid|directie|raad van bestuur|lid raad van bestuur|"
        "lid van de raad van bestuur|raad van commissarissen|commissaris|president commissaris|voorzitter|bestuursvoorzitter|voorzitter raad van bestuur|bestuurslid|lid directie|lid van de directie|directievoorzitter|burgemeester|secretaris generaal|"
        "directeur generaal|adjunct algemeen directeur|managing directeur|hoofddirecteur|toezichthouder|lid raad van toezicht|raad van toezicht|bestuur|statutair bestuurder|gemeentesecretaris|bedrijfsvoerder|wethouder|vicevoorzitter|bestuursleden"},
    {PTB_HEAD(DIRECTOR, GENERAL, FAINT), "vestigingsdirecteur|regiodirecteur|landendirecteur|adjunct directeur|bedrijfsdirecteur|procuratiehouder|divisiedirecteur|unitdirecteur|locatiedirecteur|gebiedsdirecteur|landdirecteur"},
    {PTB_HEAD(DIRECTOR, OTHER, FAINT), "hoofd|afdelingshoofd|adjunct hoofd|diensthoofd|sectorhoofd|clusterhoofd|stafhoofd|departementshoofd|hfd"},
    {PTB_HEAD(DIRECTOR, FINANCE, SURE), "financieel directeur|financiële directeur|directeur financiën|fin directeur|hoofd administratie|hoofd boekhouding"},
    {PTB_HEAD(DIRECTOR, SALES, SURE), "commercieel directeur|verkoopdirecteur"},
    {PTB_HEAD(DIRECTOR, ENGINEERING, SURE), "technisch directeur"},
    {PTB_HEAD(DIRECTOR, OPERATIONS, SURE), "operationeel directeur|fabrieksdirecteur|productiedirecteur"},
    {PTB_HEAD(DIRECTOR, SCIENCE, PLAIN), "schooldirecteur|medisch directeur|decaan|schoolhoofd"},
    {PTB_HEAD(DIRECTOR, MARKETING, PLAIN), "hoofdredacteur"},
    {PTB_HEAD(MANAGER, OTHER, FAINT), "teamleider|teamhoofd|teamleidster|leidinggevende|coördinator|groepsleider|verantwoordelijke|verantw|afdelingsleider|afdelingsmanager|vestigingsmanager|vestigingsleider|rayonhoofd|teamcoördinator|unithoofd|unitleider|unitmanager|"
        "regiomanager|clustermanager|afdelingschef|chef kok|meewerkend voorman|voorman|teamcaptain|clusterleider|adjunct manager|leider|teamchef|rayonmanager|locatiemanager|regiohoofd|procesmanager"},
    {PTB_HEAD(MANAGER, OPERATIONS, FAINT), "projectleider|projectmanager|projectcoördinator|projectleidster|programmamanager|programmaleider|projectverantwoordelijke|procesmanager projecten"},
    {PTB_HEAD(MANAGER, OPERATIONS, PLAIN), "bedrijfsleider|bedrijfsmanager|ploegleider|productieleider|ploegbaas|werkplaatschef|bedrijfsleidster|fabrieksmanager|productiechef|werkmeester|facilitair manager|productiemanager|ploegchef|horecamanager|"
        "kwaliteitsmanager|kamcoördinator|kam coördinator|kam manager|"},
    {PTB_HEAD(MANAGER, ENGINEERING, PLAIN), "werfleider|uitvoerder|hoofduitvoerder|bouwplaatsmanager|"},
    {PTB_HEAD(MANAGER, SALES, PLAIN), "filiaalmanager|winkelmanager|accountmanager|account manager buitendienst|verkoopleider|filiaalleider|winkelchef|verkoopmanager|accountmgr|relatiemanager|keyaccountmanager|rayonleider|salesmanager|commercieel manager|"
        "filiaalhouder|winkelverantwoordelijke|regioverkoopleider|verkoopverantwoordelijke"},
    {PTB_HEAD(MANAGER, PRODUCT, SURE), "productmanager|productmanagement"},
    {PTB_HEAD(MANAGER, LOGISTICS, SURE), "magazijnchef|magazijnmeester|expeditiechef|magazijnhoofd|"},
    {PTB_HEAD(MANAGER, ADMIN, SURE), "officemanager|kantoormanager|kantoorverantwoordelijke|officemanagement|bureauhoofd"},
    {PTB_HEAD(MANAGER, SERVICE, SURE), "servicemanager|servicecoördinator"},

    {PTB_GRADE(SENIOR, OTHER), "hoofdadviseur|senioradviseur|ervaren specialist"},
    {PTB_GRADE(JUNIOR, OTHER), "beginnend"},
    {PTB_GRADE(TRAINEE, OTHER), "stagiair|stage loper|stageloper|stagelopend|meewerkstage|leerling|bbl|bbl'er|werkstudent|studente|afstudeerder|afstudeerstagiair|in opleiding|jobstudent|scholier|meewerkstagiair|afstudeerstage|traineeship"},
    {PTB_GRADE(TRAINEE, SCIENCE), "promovendus|aio|arts in opleiding|doctoraatsstudent|promovenda|co assistent|coassistent"},
    {PTB_ASSIST(ADMIN, FAINT), "assistent|assistente|ass. "},
    {PTB_ASSIST(ADMIN, SURE), "secretaresse|directiesecretaresse|managementassistente|managementassistent|directieassistente|directieassistent|secretariaat|directiesecretariaat|bestuurssecretaresse|managementsecretaresse|officeassistant|afdelingssecretaresse|"
        "administratief assistent|persoonlijk assistent|persoonlijk assistente|afdelingssecretaris|administratief assistente|directie assistente|directie assistent|management assistente|management assistent|directie secretaresse"},

    {PTB_JOB(OTHER, FAINT), "medewerker|medewerkster|adviseur|consulent|bediende|kantoorbediende|beheerder|begeleider|functionaris|vakspecialist|werknemer|senior medewerker|beleidsmedewerker|beleidsadviseur|analist|ambtenaar|arbeider|vrijwilliger|"
        "bedrijfskundige|bestuursadviseur|adviseur bedrijfsvoering|organisatieadviseur|bedrijfsadviseur|kunstenaar|tolk|muzikant|stafmedewerker|kaderlid|vertrouwenspersoon|militair|politieagent|projectmedewerker"},
    {PTB_JOB(ENGINEERING, FAINT), "ingenieur|technicus|technieker|ontwikkelaar|ontwerper|tekenaar|architect"},
    {PTB_JOB(ENGINEERING, PLAIN), "softwareontwikkelaar|software ontwikkelaar|constructeur|werktuigbouwkundige|werktuigbouwkundig ingenieur|webontwikkelaar|bouwkundige|werkvoorbereider|calculator|projectingenieur|programmeur|applicatieontwikkelaar|"
        "bouwkundig tekenaar|elektrotechnicus|softwareingenieur|technisch tekenaar|landmeter|bouwkundig ingenieur|stedenbouwkundige|procesingenieur|procestechnoloog|ontwikkelingsingenieur|testingenieur|werktuigbouwkundig engineer|"},
    {PTB_JOB(IT, SURE), "systeembeheerder|applicatiebeheerder|netwerkbeheerder|functioneel beheerder|informaticus|functioneel applicatiebeheerder|ict beheerder|ict medewerker|technisch beheerder|ict'er|it'er|databasebeheerder|systeemingenieur|it beheerder|"
        "informatieanalist|ict consultant|systeemanalist|helpdeskmedewerker|ict adviseur|ict specialist|informatieadviseur|netwerkspecialist|ict architect"},
    {PTB_JOB(DATA, SURE), "data analist|dataanalist|gegevensanalist|businessanalist|business analist|bedrijfsanalist"},
    {PTB_JOB(MARKETING, PLAIN), "communicatiemedewerker|communicatieadviseur|vormgever|grafisch vormgever|tekstschrijver|redacteur|marketeer|fotograaf|woordvoerder|persvoorlichter|marketingmedewerker|vertaler|marketing communicatie medewerker|dtper|webredacteur"},
    {PTB_JOB(SALES, SURE), "verkoper|verkoopster|vertegenwoordiger|buitendienstmedewerker|binnendienstmedewerker|verkoopmedewerker|verkoopadviseur|makelaar|winkelmedewerker|commercieel medewerker|commercieel medewerkster|commercieel binnendienst medewerker|adviseur buitendienst|"
        "medewerker verkoop|kassamedewerker|medewerker commerciële binnendienst|technisch commercieel|technisch commercieel medewerker|commercieel bediende|commercieel afgevaardigde|verkoopassistent|verkoopingenieur|technisch vertegenwoordiger|relatiebeheerder|"
        "verkoper buitendienst|verkoper binnendienst|commercieel adviseur|commercieel technisch medewerker|offerte medewerker|assurantieadviseur|sales medewerker|sales binnendienst|verzekeringsadviseur"},
    {PTB_JOB(SERVICE, SURE), "servicemonteur|servicemedewerker|klantenservicemedewerker|medewerker klantenservice|klantadviseur|serviceadviseur|klantenadviseur|callcentermedewerker|servicetechnicus|medewerker service|kapper|kapster|gastvrouw|gastheer|kelner|"
        "medewerker bediening|horecamedewerker|klantenconsulent|klantbeheerder"},
    {PTB_JOB(FINANCE, SURE), "penningmeester|boekhouder|boekhoudster|administrateur|financieel administrateur|belastingadviseur|financieel medewerker|financieel adviseur|administratief financieel medewerker|financieel administratief medewerker|registeraccountant|"
        "kredietanalist|hypotheekadviseur|bedrijfsrevisor|assistent accountant|assistent controller|fiscalist|crediteurenbeheerder|debiteurenbeheerder|bankbediende|financieel analist|medewerker boekhouding|boekhoudkundige|"
        "hulpboekhouder|schadebehandelaar|beleggingsadviseur|bankier|actuaris|kredietbeheerder"},
    {PTB_JOB(HR, SURE), "personeelsfunctionaris|hr adviseur|p&o adviseur|hr medewerker|personeelsconsulent|loopbaancoach|salarisadministrateur|personeelsadviseur|intercedent|intercedente|hrm adviseur|payroll medewerker|opleidingskundige|"
        "p&o functionaris|arbeidsdeskundige|personeelsmedewerker|loopbaanadviseur|personeelsverantwoordelijke|opleider|selectieadviseur|werving en selectie consultant|vacaturemedewerker"},
    {PTB_JOB(OPERATIONS, PLAIN), "monteur|elektricien|lasser|productiemedewerker|productieplanner|onderhoudsmonteur|kwaliteitsmedewerker|kwaliteitscontroleur|onderhoudstechnicus|huismeester|timmerman|schilder|loodgieter|metselaar|mecanicien|"
        "werkplaatsmedewerker|facilitair medewerker|schoonmaker|schoonmaakster|bakker|slager|kok|tuinman|boer|landbouwer|veiligheidskundige|preventieadviseur|beveiliger|procesoperator|machinebediener|storingsmonteur|"
        "installateur|elektromonteur|bankwerker|draaier|frezer|kwaliteitsfunctionaris|hovenier|agrariër|akkerbouwer|kwaliteitsingenieur|kwaliteitsinspecteur|productie medewerker|arbo coördinator|mekanieker"},
    {PTB_JOB(LOGISTICS, SURE), "chauffeur|magazijnmedewerker|magazijnier|vrachtwagenchauffeur|heftruckchauffeur|expeditiemedewerker|transportplanner|logistiek medewerker|logistiek planner|planner transport|orderpicker|expediteur|declarant|koerier|logistiek medewerkster|"
        "medewerker logistiek|medewerker magazijn|magazijnbeheerder|wagenparkbeheerder|buschauffeur|bezorger|logistiek bediende|logistiek analist|supply chain planner|douanedeclarant|vorkheftruckchauffeur"},
    {PTB_JOB(PURCHASING, SURE), "inkoper|inkoopster|aankoper|inkoopmedewerker|strategisch inkoper|operationeel inkoper|technisch inkoper|medewerker inkoop|inkoopadviseur|inkoop medewerker|aankoopmedewerker|aankoopbediende|tactisch inkoper|inkoopassistent|"
        "inkoopspecialist|projectinkoper|medewerker aankoop"},
    {PTB_JOB(LEGAL, SURE), "jurist|advocaat|notaris|bedrijfsjurist|juridisch adviseur|juridisch medewerker|kandidaat notaris|functionaris gegevensbescherming|rechter|gerechtsdeurwaarder|juridisch medewerkster|deurwaarder|griffier|officier van justitie|"
        "bestuurssecretaris"},
    {PTB_JOB(SCIENCE, PLAIN), "arts|huisarts|tandarts|dierenarts|verpleegkundige|verpleger|leraar|lerares|docent|docente|onderzoeker|wetenschappelijk medewerker|apotheker|psycholoog|fysiotherapeut|laborant|verzorgende|begeleider zorg|leerkracht|"
        "universitair docent|bibliothecaris|therapeut|maatschappelijk werker|ergotherapeut|opvoeder|vroedvrouw|verloskundige|kinesist|bioloog|chemicus|laboratoriumanalist|wetenschapper|zorgmedewerker|pedagoog|apothekersassistent|doktersassistente|tandartsassistente|"
        "pedagogisch medewerker|logopedist|opticien|zorgverlener|bio ingenieur|zorgkundige|laboratoriummedewerker|onderwijsassistent|woonbegeleider|jongerenwerker|geestelijk verzorger|archivaris"},
    {PTB_EXPERT(SCIENCE, PLAIN), "hoogleraar|universitair hoofddocent|chirurg|specialist ouderengeneeskunde|medisch specialist"},
    {PTB_JOB(ADMIN, PLAIN), "receptionist|receptioniste|administratief medewerker|administratief medewerkster|baliemedewerker|telefoniste|administratief bediende|secretarieel medewerker|secretaris|onthaalbediende|kantoormedewerker|medewerker administratie|medewerker secretariaat|"
        "secretarieel medewerkster|receptiemedewerker|administratieve kracht|onthaalmedewerker|typiste|office medewerker"},

    {PTB_AREA(GENERAL, FAINT), "bedrijfsvoering|strategie en beleid|beleid|algemeen beheer"},
    {PTB_AREA(IT, PLAIN), "automatisering|informatisering|informatica|systeembeheer|informatiebeveiliging|informatievoorziening|informatiemanagement|netwerkbeheer|i&a|applicatiebeheer|functioneel beheer|digitalisering|ict beheer|informatie en automatisering|systemen|"
        "informatietechnologie"},
    {PTB_AREA(ENGINEERING, PLAIN), "ontwikkeling|onderzoek en ontwikkeling|productontwikkeling|softwareontwikkeling|constructie|bouwkunde|werktuigbouwkunde|werktuigbouw|elektrotechniek|innovatie|bouw|werkvoorbereiding|o&o|tekenkamer|ontwerp|bouwprojecten|technologie|"
        "installatietechniek|weg en waterbouw|infra|webontwikkeling|procestechnologie"},
    {PTB_AREA(ENGINEERING, FAINT), "techniek|technisch|technische|onderzoek"},
    {PTB_AREA(PRODUCT, PLAIN), "producten|assortiment"},
    {PTB_AREA(DATA, PLAIN), "gegevens|data analyse|rapportage|gegevensbeheer|datamanagement"},
    {PTB_AREA(MARKETING, PLAIN), "communicatie|voorlichting|marktonderzoek|pers|reclame|evenementen|marketing en communicatie|interne communicatie|redactie|externe communicatie|merk|marketingcommunicatie|publiciteit|fondsenwerving|perscommunicatie"},
    {PTB_AREA(SALES, PLAIN), "verkoop|buitendienst|binnendienst|commercie|commercieel|commerciële|commerciele|relatiebeheer|accountmanagement|verkoop binnendienst|verkoop buitendienst|commerciële zaken|winkel|filiaal|bedrijfsontwikkeling|relaties|grootzakelijk|vastgoed|zakelijke markt|"
        "commerciële binnendienst|zakelijke relaties|orderverwerking|calculatie|detailhandel|rayon|acquisitie|makelaardij|commerciële buitendienst|verhuur|klantbeheer|"},
    {PTB_AREA(SERVICE, PLAIN), "klantenservice|klantenzorg|klantcontact|klantenondersteuning|klantrelaties|technische ondersteuning|dienst na verkoop|klanten|klachten|klantbeleving|servicedienst|klanttevredenheid|klant|klantendienst|klant contact center|dienstverlening|naverkoop|"
        "publieksdienstverlening|klanten contact centrum"},
    {PTB_AREA(FINANCE, PLAIN), "financiën|financien|financieel|financiële|financiële administratie|boekhouding|administratie|belastingen|fiscaal|fiscale zaken|financiële zaken|crediteuren|debiteuren|planning en control|planning & control|verzekeringen|financieel beheer|"
        "crediteurenadministratie|debiteurenadministratie|kredieten|financiën en administratie|belasting|f&a|facturatie|financieel administratief|incasso|bankzaken|beleggingen|hypotheken|kredietbeheer|bedrijfseconomie|economische zaken|assurantiën|"
        "accountancy nl|"},
    {PTB_AREA(HR, PLAIN), "personeel|p&o|personeelszaken|personeel en organisatie|personeel & organisatie|hrm|opleiding|opleidingen|werving|werving en selectie|salarisadministratie|salaris|personeelsadministratie|arbeidszaken|personeelsbeleid|loopbaan|personeelsdienst|"
        "personeelsbeheer|werving & selectie|lonen|vorming|organisatieontwikkeling|talentontwikkeling|leren en ontwikkelen|inzetbaarheid|arbeidsvoorwaarden"},
    {PTB_AREA(OPERATIONS, PLAIN), "productie|kwaliteit|onderhoud|fabriek|fabricage|facilitair|facilitaire zaken|facilitaire dienst|technische dienst|kwaliteitszorg|kwaliteitscontrole|kwaliteitsbeheer|veiligheid|milieu|duurzaamheid|bedrijfsbureau|productieplanning|assemblage|"
        "werkplaats|huisvesting|gebouwbeheer|gebouwenbeheer|arbo|procesverbetering|beveiliging|veiligheid en milieu|kwaliteitsmanagement|technisch beheer|industrie|keuken|horeca|preventie|schoonmaak|gebouwen|vastgoedbeheer|energiebeheer|uitvoering"},
    {PTB_AREA(OPERATIONS, FAINT), "operaties|operationeel|operationele|projecten|bedrijfsprocessen|processen|projectbureau|projectmanagement|procesmanagement|verandermanagement"},
    {PTB_AREA(LOGISTICS, PLAIN), "logistiek|magazijn|voorraad|voorraadbeheer|expeditie|vervoer|distributie|wagenpark|goederenontvangst|transport en logistiek|opslag|goederen|logistieke planning|logistieke|bevoorrading|douane|zeevracht|luchtvracht|vlootbeheer|vrachtvervoer"},
    {PTB_AREA(PURCHASING, PLAIN), "inkoop|aankoop|aankopen|inkopen|strategische inkoop|aanbesteding|aanbestedingen|leveranciers|contractbeheer|leveranciersbeheer|inkoop en logistiek|inkoop & logistiek|operationele inkoop|aankoop en logistiek|leveranciersmanagement|aankoopdienst"},
    {PTB_AREA(LEGAL, PLAIN), "juridisch|juridische|juridische zaken|recht|gegevensbescherming|naleving|wetgeving|juridische dienst|contractmanagement|rechtspraak|regelgeving|handhaving|vergunningen|bestuurszaken|octrooien|bestuurlijke en juridische zaken"},
    {PTB_AREA(SCIENCE, PLAIN), "zorg|medisch|medische|onderwijs|verpleging|wetenschappelijk|klinisch|laboratorium|verpleegkundig|welzijn|apotheek|klinisch onderzoek|gezondheid|jeugdzorg|ouderenzorg|thuiszorg|jeugd|studie|kinderopvang|behandeling|geneeskunde"},
    {PTB_AREA(ADMIN, PLAIN), "administratief|administratieve|kantoor|algemene zaken|receptie|algemene diensten|interne zaken|bureau|ondersteuning|secretarieel|archief|documentbeheer"},
};
/* clang-format on */

ptb_title_table ptb_title_dutch(void)
{
    return (ptb_title_table){lines, sizeof lines / sizeof lines[0]};
}
