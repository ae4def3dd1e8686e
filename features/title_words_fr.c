/* features/title_words_fr.c: French words of job titles. */
#include "features/title_inside.h"

/* clang-format off */
static const ptb_title_line lines[] = {
    {PTB_HEAD(OWNER, GENERAL, FAINT), "fondateur|fondatrice|cofondateur|co fondateur|cofondatrice|co fondatrice|membre fondateur|président fondateur|propriétaire|co propriétaire|copropriétaire|associé|associée|gérant associé|gérante associée|"
        "associé gérant|associée gérante|associé fondateur|gérant propriétaire|patron|patronne|chef d'entreprise|cheffe d'entreprise|dirigeant fondateur|actionnaire|entrepreneur individuel|autoentrepreneur|auto entrepreneur|"
        "micro entrepreneur|artisan|exploitant|exploitant agricole|créateur d'entreprise|directeur associé|directrice associée|entrepreneuse|franchisé|commerçant|co gérant associé|propriétaire gérant|dirigeant propriétaire|travailleur indépendant|"
        "à son compte|gérant fondateur|président associé|fondateur dirigeant|associé unique"},
    {PTB_HEAD(C_LEVEL, GENERAL, FAINT), "pdg|président directeur général|présidente directrice générale|président|présidente|directeur général|directrice générale|directeur gén|dir général|dir gén|dg|directeur général adjoint|directrice générale adjointe|"
        "directeur général délégué|directrice générale déléguée|dgd|dgs|directeur général des services|direction générale|gérant|gérante|co gérant|co gérante|cogérant|dirigeant|dirigeante|mandataire social|membre du directoire|président du directoire|directoire|"
        "membre du conseil d'administration|administrateur délégué|administratrice déléguée|administrateur général|conseil d'administration|président du conseil|président du conseil d'administration|membre du comité de direction|comité de direction|codir|comex|"
        "administrateur indépendant|membre du conseil|secrétaire général|secrétaire générale|directeur exécutif|directrice exécutive|directeur gérant|président de la sas|maire|adjoint au maire|conseil de surveillance|vice président du conseil|"
        "membre du comité exécutif|comité exécutif|dirigeant d'entreprise|président délégué|directeur general"},
    {PTB_HEAD(DIRECTOR, GENERAL, FAINT), "directeur régional|directrice régionale|directeur de site|directrice de site|directeur d'agence|directrice d'agence|directeur de filiale|directeur de région|directeur pays|directeur d'établissement|directrice d'établissement|"
        "directeur de centre|directeur de cabinet|directrice de cabinet|directeur délégué|fondé de pouvoir|directeur d'unité|directeur de business unit|directeur de bu|directeur de division|chef de cabinet|directeur de département|"
        "directeur de zone|directeur de la stratégie|directrice de la stratégie"},
    {PTB_HEAD(DIRECTOR, OTHER, FAINT), "directrice|directeurs|dir adjoint|cheffe de département|chef de département|responsable de département"},
    {PTB_HEAD(DIRECTOR, IT, SURE), "dsi|directeur informatique|directrice informatique|directeur des systèmes d'information|directrice des systèmes d'information|directeur du système d'information|directeur des si|dosi"},
    {PTB_HEAD(DIRECTOR, HR, SURE), "drh|directeur des ressources humaines|directrice des ressources humaines|directeur rh|directrice rh|directeur du personnel"},
    {PTB_HEAD(DIRECTOR, FINANCE, SURE), "daf|directeur administratif et financier|directrice administrative et financière|directeur administratif & financier|directeur financier et administratif|dir admin et financier|dir. adm. et financier|"},
    {PTB_HEAD(DIRECTOR, MARKETING, SURE), "dircom|directeur de la communication|directrice de la communication|dir com|directeur artistique|directrice artistique|rédacteur en chef|rédactrice en chef"},
    {PTB_HEAD(DIRECTOR, OPERATIONS, PLAIN), "directeur d'usine|directrice d'usine|directeur industriel|directrice industrielle|directeur de production|directeur qualité|directeur d'exploitation|directeur des opérations|directeur hôtel|directeur d'hôtel"},
    {PTB_HEAD(DIRECTOR, OPERATIONS, FAINT), "directeur de projet|directeur de projets|directrice de projet|directrice de projets"},
    {PTB_HEAD(DIRECTOR, ENGINEERING, PLAIN), "directeur technique|directrice technique|directeur r&d|directeur bureau d'études"},
    {PTB_HEAD(DIRECTOR, SALES, PLAIN), "directeur commercial|directrice commerciale|directeur de magasin|directrice de magasin|directeur des ventes|directrice des ventes|directeur régional des ventes|dir co|dir commercial"},
    {PTB_HEAD(DIRECTOR, LEGAL, PLAIN), "directeur juridique|directrice juridique"},
    {PTB_HEAD(DIRECTOR, SCIENCE, PLAIN), "médecin chef|directeur médical|directeur scientifique|directeur d'école|directrice d'école|proviseur|principal de collège|doyen|recteur|cadre supérieur de santé|directeur de laboratoire|directeur de recherche"},

    {PTB_HEAD(MANAGER, OTHER, FAINT), "responsable|resp|responsables|rsp|chef|cheffe|chef de service|cheffe de service|chef d'équipe|cheffe d'équipe|chef de groupe|cheffe de groupe|encadrant|superviseur|superviseuse|coordonnateur|coordonnatrice|coordinatrice|"
        "manageur|manageuse|animateur d'équipe|chargé de coordination|chef de section|chef de pôle|responsable d'équipe|cheffe de pôle|chef de bureau|leader d'équipe|référent d'équipe|chef de division|"
        "responsable de service|cadre|cadre dirigeant|cadre supérieur|chef de cuisine|maître d'hôtel|adjoint au responsable|adjoint responsable|responsable adjoint|responsable de secteur|responsable régional|responsable de site|responsable d'agence|chef d'agence|pilote de projet|"
        "chef de mission|encadrement|chef de file|chef d'unité|contremaître|agent de maîtrise"},
    {PTB_HEAD(MANAGER, OPERATIONS, FAINT), "chef de projet|cheffe de projet|chef de projets|cheffe de projets|chef projet|cdp|responsable de projet|responsable de projets|responsable projet|responsable projets|responsable d'exploitation|chef de programme|conducteur de projet"},
    {PTB_HEAD(MANAGER, OPERATIONS, PLAIN), "chef d'atelier|responsable d'atelier|responsable qhse|responsable qse|responsable hse|responsable de production|chef d'équipe production|responsable sécurité environnement|gouvernante générale|chef de quart|"
        "responsable méthodes|responsable maintenance"},
    {PTB_HEAD(MANAGER, IT, SURE), "chef de projet informatique|chef de projet it|chef de projet moa|chef de projet si|responsable si|responsable des systèmes d'information|rssi|responsable informatique|responsable système d'information|responsable infrastructure|"
        "responsable des si|responsable réseau"},
    {PTB_HEAD(MANAGER, MARKETING, SURE), "chef de marque|cheffe de projet marketing|cheffe de projet digital|cheffe de projet web|cheffe de projet communication|chef de publicité|chef de projet marketing|chef de projet digital|chef de projet web|chef de projet communication|chef de projet événementiel|chef de projet évènementiel"},
    {PTB_HEAD(MANAGER, PRODUCT, SURE), "chef de produit|cheffe de produit|chef de produits|cheffe de produits|chef produit|responsable produit|responsable produits|responsable de produit"},
    {PTB_HEAD(MANAGER, SALES, SURE), "chef des ventes|chef de ventes|chef de secteur|chef de rayon|responsable de magasin|chef de magasin|responsable de boutique|responsable grands comptes|responsable grand compte|responsable adv|responsable d'affaires|responsable clientèle|"
        "responsable de compte|responsable de comptes|responsable comptes clés|directeur de clientèle|directeur de clientele|responsable de zone|responsable export|responsable secteur|responsable de secteur commercial|responsable commercial|responsable point de vente|responsable boutique|"
        "animateur des ventes|chef d'agence commerciale|responsable magasin|responsable de clientèle"},
    {PTB_HEAD(MANAGER, FINANCE, SURE), "chef comptable|cheffe comptable|responsable administratif et financier|responsable administrative et financière|raf|responsable comptable|responsable contrôle de gestion|chef de mission comptable|responsable administratif & financier|"
        "chef de mission audit|responsable paie et comptabilité"},
    {PTB_HEAD(MANAGER, HR, SURE), "rrh|responsable ressources humaines|responsable des ressources humaines|responsable paie|responsable formation|responsable de formation"},
    {PTB_HEAD(MANAGER, ENGINEERING, PLAIN), "conducteur de travaux|conductrice de travaux|chef de chantier|responsable bureau d'études|responsable études|responsable r&d|chef de bureau d'études|responsable technique|chef de travaux|responsable travaux|chef de projet r&d|chef de projet technique"},
    {PTB_HEAD(MANAGER, PURCHASING, SURE), "responsable achats|responsable des achats|chef des achats|responsable achat|responsable approvisionnement|chef de groupe achats|responsable approvisionnements"},
    {PTB_HEAD(MANAGER, LOGISTICS, SURE), "responsable logistique|responsable supply chain|chef d'entrepôt|responsable entrepôt|responsable transport|chef de quai|chef magasinier|responsable expédition|chef de parc|"},
    {PTB_HEAD(MANAGER, SCIENCE, PLAIN), "cadre de santé|chef de laboratoire|responsable laboratoire|responsable de laboratoire|chef de clinique|responsable pédagogique"},
    {PTB_HEAD(MANAGER, ADMIN, SURE), "responsable administratif|responsable administrative|responsable services généraux|responsable des services généraux|"},

    {PTB_GRADE(SENIOR, OTHER), "experte|sénior|référent technique|référent métier|expert technique|"},
    {PTB_GRADE(TRAINEE, OTHER), "stagiaire|stage|en stage|apprenti|apprentie|alternant|alternante|en alternance|alternance|étudiant|étudiante|contrat de professionnalisation|apprentissage|élève|élève ingénieur|contrat pro|lycéen|vie|"
        "étudiant en alternance|assistant en alternance|interne en stage|stagiaire de fin d'études|collégien"},
    {PTB_GRADE(TRAINEE, SCIENCE), "doctorant|doctorante|thésard|étudiant en médecine|interne en médecine"},

    {PTB_ASSIST(ADMIN, FAINT), "assistante"},
    {PTB_ASSIST(ADMIN, SURE), "adjoint de direction|adjointe de direction|assistante de direction|assistant de direction|assistante direction|assistant direction|secrétaire|secrétaire de direction|secrétariat|assistante administrative|assistant administratif|assistante de gestion|assistant de gestion|"
        "assistante de gérance|assistante exécutive|secrétaire médicale|secrétaire assistante|secrétaire administrative|assistante polyvalente|assistant du directeur|assistante du directeur|assistante du pdg|secrétaire particulière|"
        "assistante dg|assistante de manager"},

    {PTB_JOB(OTHER, FAINT), "chargé|chargé de mission|chargée de mission|charge de mission|chargé de projet|chargée de projet|chargé de projets|attaché|conseiller|conseillère|consultante|consultants|employé|employée|agent|spécialiste|analyste|collaborateur|collaboratrice|salarié|"
        "adjoint technique|technicien polyvalent|fonctionnaire|ouvrier qualifié|gestionnaire|professionnel|intervenant|animateur|animatrice|conseil|artiste|musicien|comédien|préparateur|chargé d'étude|chargée d'études|chargé d'études|"
        "agent polyvalent|prestataire|chargé de développement|chargée de développement|attaché territorial|interprète"},
    {PTB_JOB(ENGINEERING, FAINT), "ingénieur|ingénieure|ing|technicien|technicienne|développeur|développeuse|architecte|dessinateur|dessinatrice|"},
    {PTB_JOB(ENGINEERING, PLAIN), "ingénieur d'études|ingénieur études|ingénieur d'étude|ingénieur r&d|ingénieur développement|ingénieur mécanique|ingénieur conception|dessinateur projeteur|projeteur|développeur web|ingénieur logiciel|ingénieur études et développement|ingénieur projet|"
        "ingénieur en électronique|programmeur|ingénieur travaux|ingénieur bureau d'études|géomètre|métreur|concepteur développeur|technicien bureau d'études|automaticien|ingénieur calcul|ingénieur essais|développeur full stack|ingénieur de recherche|"
        "ingénieur structure|ingénieur procédés|ingénieur d'affaires technique|ingénieur système embarqué|testeur|concepteur"},
    {PTB_JOB(IT, SURE), "administrateur système|administrateur systèmes|administrateur réseau|administrateur systèmes et réseaux|administrateur réseaux|technicien informatique|informaticien|informaticienne|technicien systèmes et réseaux|ingénieur système|"
        "ingénieur systèmes|ingénieur réseau|administrateur de base de données|administrateur base de données|consultant sap|consultant erp|technicien support informatique|technicien réseau|architecte si|urbaniste si|architecte réseau|"
        "ingénieur systèmes et réseaux|ingénieur sécurité informatique|consultant fonctionnel|ingénieur cloud|ingénieur infrastructure|analyste fonctionnel|ingénieur cybersécurité"},
    {PTB_JOB(DATA, SURE), "analyste de données|ingénieur données|statisticien|data analyste|chargé d'études statistiques|analyste données|analyste bi|ingénieur data"},
    {PTB_JOB(MARKETING, PLAIN), "chargé de communication|chargée de communication|graphiste|rédacteur|rédactrice|journaliste|attaché de presse|attachée de presse|infographiste|traducteur|traductrice|webdesigner|photographe|vidéaste|maquettiste|"
        "concepteur rédacteur|chargé de marketing|webmestre|community manageur|chargé d'événementiel|traffic manageur"},
    {PTB_JOB(SALES, SURE), "ingénieur commercial|ingénieure commerciale|technico commercial|technico commerciale|technicocommercial|attaché commercial|attachée commerciale|vendeur|vendeuse|commercial sédentaire|conseiller commercial|conseillère commerciale|chargé d'affaires|chargée d'affaires|"
        "chargé de clientèle|chargée de clientèle|conseiller de vente|conseiller clientèle|agent commercial|vrp|ingénieur d'affaires|ingénieur technico commercial|délégué commercial|représentant|représentant commercial|téléconseiller commercial|assistante commerciale|"
        "assistant commercial|assistante commerciale export|assistant commercial export|agent immobilier|négociateur immobilier|négociateur|délégué médical|caissier|caissière|hôte de caisse|conseiller en vente|télévendeur|télévendeuse|ingénieur avant vente|"
        "avant vente|commercial itinérant|commerciale sédentaire|chargé de développement commercial|chargée de développement commercial|assistante adv|assistant adv|assistante administration des ventes|délégué pharmaceutique|courtier|attaché technico commercial|"
        "conseiller immobilier|chargé de comptes|attaché clientèle|business developpeur"},
    {PTB_JOB(SERVICE, SURE), "technicien sav|technicien support|conseiller service client|chargé de relation client|chargé de service client|chargée de relation client|technicien support client|téléconseiller|conseiller client|technicien de maintenance sav|"
        "hôtesse|serveur|serveuse|coiffeur|coiffeuse|conseiller relation client|technicien itinérant|réceptionniste hôtel|esthéticienne|gestionnaire sav"},
    {PTB_JOB(FINANCE, SURE), "comptable|contrôleur de gestion|contrôleuse de gestion|contrôleur financier|expert comptable|commissaire aux comptes|auditeur|auditrice|aide comptable|assistant comptable|assistante comptable|analyste financier|gestionnaire de patrimoine|trésorier|"
        "trésorière|chargé de recouvrement|conseiller financier|conseiller en gestion de patrimoine|contrôleur interne|comptable fournisseurs|comptable clients|gestionnaire de sinistres|fiscaliste|collaborateur comptable|banquier|conseiller bancaire|"
        "auditeur interne|comptable unique|comptable général|conseillère bancaire|gestionnaire comptable|analyste crédit|gestionnaire de portefeuille|actuaire|assistante de gestion comptable|contrôleur budgétaire"},
    {PTB_JOB(HR, SURE), "chargé de recrutement|chargée de recrutement|chargé rh|chargée rh|chargé de ressources humaines|gestionnaire de paie|gestionnaire paie|gestionnaire rh|recruteur|recruteuse|chargé de formation|chargée de formation|assistante rh|assistant rh|assistant ressources humaines|"
        "assistante ressources humaines|généraliste rh|chargé des ressources humaines|chargée des ressources humaines|formateur|formatrice|technicien paie|consultant en recrutement|conseiller en recrutement|assistante de paie|partenaire rh|chargée de mission rh|"
        "conseiller emploi|conseiller en insertion professionnelle|gestionnaire paie et administration du personnel"},
    {PTB_JOB(OPERATIONS, PLAIN), "technicien de maintenance|technicien maintenance|technicien qualité|ingénieur qualité|opérateur|opératrice|opérateur de production|ouvrier|ouvrière|mécanicien|électricien|soudeur|électromécanicien|agent de maintenance|technicien méthodes|ingénieur méthodes|"
        "agent de production|conducteur de ligne|régleur|usineur|animateur qse|animateur qhse|qualiticien|ingénieur production|ingénieur de production|ingénieur maintenance|menuisier|plombier|maçon|peintre|chaudronnier|tourneur|fraiseur|ordonnanceur|cuisinier|boulanger|"
        "agent d'entretien|agent de sécurité|ajusteur|gardien|agriculteur|chargé qualité|contrôleur qualité|ingénieur hse|technicien hse|ingénieur process|technicien de production|planificateur|boucher|chauffagiste|animateur sécurité|assistante qualité|ingénieur industrialisation|"
        "inspecteur qualité|jardinier|monteur|ingénieur amélioration continue|préventeur|carrossier|couvreur|charpentier|technicien d'atelier"},
    {PTB_JOB(LOGISTICS, SURE), "magasinier|cariste|chauffeur|chauffeur livreur|livreur|préparateur de commandes|agent logistique|technicien logistique|gestionnaire de stock|gestionnaire de stocks|affréteur|exploitant transport|agent d'exploitation transport|conducteur routier|"
        "déclarant en douane|coordinateur transport|manutentionnaire|agent de transit|chauffeur poids lourd|coursier|conducteur poids lourd|transporteur|assistante logistique|agent de quai|agent d'exploitation|logisticien|conducteur de bus|chauffeur routier"},
    {PTB_JOB(PURCHASING, SURE), "acheteur|acheteuse|acheteur industriel|approvisionneur|approvisionneuse|assistante achats|assistant achats|acheteur projet|acheteur approvisionneur|chargé d'achats|chargée d'achats|gestionnaire achats|agent d'approvisionnement|acheteur public|chargé des achats"},
    {PTB_JOB(LEGAL, SURE), "juriste|avocat|avocate|notaire|clerc de notaire|dpo|délégué à la protection des données|huissier|huissier de justice|assistante juridique|assistant juridique|conseiller juridique|conseil juridique|juriste d'entreprise|magistrat|juge|mandataire judiciaire|"
        "chargé de conformité|procureur|chargée de conformité|greffier"},
    {PTB_JOB(SCIENCE, PLAIN), "médecin|médecin généraliste|infirmier|infirmière|enseignant|enseignante|professeur des écoles|chercheur|chercheuse|pharmacien|pharmacienne|dentiste|chirurgien dentiste|vétérinaire|psychologue|kinésithérapeute|technicien de laboratoire|éducateur|"
        "éducatrice|attaché de recherche clinique|arc|aide soignant|aide soignante|sage femme|biologiste|chimiste|laborantin|orthophoniste|bibliothécaire|documentaliste|assistante sociale|éducateur spécialisé|enseignant chercheur|ingénieur pédagogique|instituteur|institutrice|"
        "ostéopathe|technicien labo|auxiliaire de vie|ergothérapeute|opticien|préparateur en pharmacie|archiviste|praticien|interne|externe en médecine|scientifique|auxiliaire de puériculture|assistant social|"},
    {PTB_EXPERT(SCIENCE, PLAIN), "professeur|professeure|maître de conférences|praticien hospitalier|chirurgien|professeur des universités|chef de clinique assistant|maître de conférence"},
    {PTB_JOB(ADMIN, PLAIN), "agent administratif|employé administratif|employée administrative|adjoint administratif|adjointe administrative|hôtesse d'accueil|agent d'accueil|standardiste|chargé d'accueil|gestionnaire administratif|gestionnaire administrative|technicien administratif|"
        "réceptionniste|opérateur de saisie|rédacteur territorial|secrétaire de mairie|attaché administratif|attaché d'administration|secrétaire comptable|employé de bureau|employée de bureau|agent de bureau|secrétaire standardiste"},

    {PTB_AREA(GENERAL, FAINT), "stratégie|développement stratégique|stratégie et développement"},
    {PTB_AREA(IT, PLAIN), "informatique|si|système d'information|systèmes d'information|systèmes d'informations|système informatique|réseaux|réseau|infrastructures|systèmes|sécurité informatique|cybersécurité|sécurité des systèmes d'information|transformation digitale|transformation numérique|"
        "support informatique|télécoms|télécom|exploitation informatique|bases de données|technologies de l'information|parc informatique|nouvelles technologies|maîtrise d'ouvrage|moa|moe|numérique|systèmes et réseaux"},
    {PTB_AREA(ENGINEERING, PLAIN), "recherche et développement|recherche & développement|recherche développement|ingénierie|développement produit|développement logiciel|logiciel|logiciels|bureau d'études|bureau d'étude|be|études|conception|travaux|études techniques|mécanique|"
        "électronique|électricité|électrique|bâtiment|génie civil|développement technique|automatisme|développement web|développement informatique|essais|industrialisation produit|genie civil|structures|développement de produits|btp|systèmes embarqués|génie climatique"},
    {PTB_AREA(ENGINEERING, FAINT), "technique|techniques|recherche|innovation produit|développement"},
    {PTB_AREA(PRODUCT, PLAIN), "produit|produits|expérience utilisateur|offre produit|gamme"},
    {PTB_AREA(DATA, PLAIN), "données|analyse de données|décisionnel|statistiques|intelligence artificielle|gouvernance des données|"},
    {PTB_AREA(MARKETING, PLAIN), "communication externe|communication interne|relations presse|publicité|événementiel|évènementiel|relations publiques|marque|médias|presse|réseaux sociaux|webmarketing|édition|marketing opérationnel|communication digitale|marketing digital|marketing produit|"
        "acquisition|études de marché|partenariats médias|événements|relation presse|communication institutionnelle|rédaction|marketing stratégique|mécénat|affaires publiques"},
    {PTB_AREA(SALES, PLAIN), "commercial|commerciale|commerciaux|commerciales|ventes|vente|grands comptes|développement commercial|clientèle|comptes clés|grand compte|administration des ventes|adv|affaires|magasin|boutique|exportation|développement des ventes|"
        "action commerciale|force de vente|animation commerciale|relations commerciales|immobilier|partenariats|partenariat|développement d'affaires|commerce|commerce international|secteur commercial|gms|enseigne|rayon|agence immobilière|appels d'offres|"
        "technico|grande distribution|business|transaction|réseau de vente|gestion commerciale"},
    {PTB_AREA(SERVICE, PLAIN), "service client|service clients|service après vente|après vente|sav|relation client|relation clients|relations clients|support client|support technique|expérience client|satisfaction client|assistance technique|centre d'appels|centre d'appel|hotline|"
        "pièces détachées|service à la clientèle|relation clientèle|clients|client|centre de relation client|réclamations|succès client|accueil clients"},
    {PTB_AREA(FINANCE, PLAIN), "financier|financière|financiers|finances|comptabilité|comptabilité fournisseurs|comptabilité clients|contrôle de gestion|trésorerie|fiscalité|fiscal|administratif et financier|administrative et financière|administratif & financier|recouvrement|crédit|"
        "facturation|comptable et financier|audit interne|contrôle interne|gestion de patrimoine|patrimoine|assurance|assurances|banque|consolidation|fusions acquisitions|budgétaire|risques|investissements|comptabilité générale|gestion financière|sinistres|relations investisseurs|"
        "contrôle financier|gestion|dépenses"},
    {PTB_AREA(HR, PLAIN), "rh|ressources humaines|paie|paye|formation|recrutement|personnel|développement rh|gestion du personnel|administration du personnel|relations sociales|affaires sociales|développement des compétences|gestion des talents|talents|emploi|carrières|"
        "social et paie|qvt|formation professionnelle|qualité de vie au travail|marque employeur|mobilité interne|paie et administration du personnel|insertion"},
    {PTB_AREA(OPERATIONS, PLAIN), "qualité|usine|fabrication|exploitation|atelier|industriel|industrielle|méthodes|sécurité|hygiène|qhse|qse|amélioration continue|environnement|entretien|maintenance industrielle|production industrielle|ordonnancement|planification|assurance qualité|"
        "contrôle qualité|développement durable|rse|bâtiments|patrimoine immobilier|chantier|énergie|excellence opérationnelle|performance industrielle|qualité sécurité environnement|moyens généraux|usinage|cuisine|restauration|hôtellerie|nettoyage|hôtel|services techniques|"
        "sécurité au travail|qualité hygiène sécurité environnement|gestion immobilière|hébergement|propreté|montage|gestion de production"},
    {PTB_AREA(OPERATIONS, FAINT), "opérations|projet|projets|organisation|opérationnel|opérationnelle|processus|bureau des projets|pilotage|programmes|performance"},
    {PTB_AREA(LOGISTICS, PLAIN), "logistique|transport|transports|entrepôt|approvisionnement logistique|chaîne logistique|expédition|expéditions|stocks|douane|douanes|flotte|livraison|flux|gestion des stocks|parc automobile|transit|achats logistique|affrètement|parc|import export douane|"
        "fret|réception marchandises|plateforme logistique|"},
    {PTB_AREA(PURCHASING, PLAIN), "achats|achat|approvisionnement|approvisionnements|appros|appro|sourcing achats|fournisseurs|marchés publics|commande publique|achats indirects|achats et approvisionnements|achats et logistique|achats industriels|achats stratégiques|acheteurs"},
    {PTB_AREA(LEGAL, PLAIN), "juridique|juridiques|conformité|affaires juridiques|droit|protection des données|contentieux|réglementaire|affaires réglementaires|propriété intellectuelle|droit social|brevets|contrats|fiscal et juridique|droit des affaires|rgpd|déontologie|juridique et conformité|"
        "droit des sociétés"},
    {PTB_AREA(SCIENCE, PLAIN), "médical|médicale|laboratoire|recherche clinique|enseignement|scientifiques|soins|santé|pédagogie|pédagogique|biologie|chimie|pharmacie|affaires médicales|études cliniques|médecine|clinique|école|université|éducation|social|petite enfance|médico social"},
    {PTB_AREA(ADMIN, PLAIN), "administratif|administrative|administratifs|secrétariat général|services généraux|bureautique|accueil|gestion administrative|affaires générales|archives|administration générale"},
};
/* clang-format on */

ptb_title_table ptb_title_french(void)
{
    return (ptb_title_table){lines, sizeof lines / sizeof lines[0]};
}
