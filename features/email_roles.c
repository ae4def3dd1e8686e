/* features/email_roles.c: local parts of addresses that belong to a role or a department, in seven languages. */
#include "features/email_signs.h"

/* Without separators, accents and digits, umlauts as ae, oe, ue; in byte order, for the binary search. */
/* clang-format off */
static const char *const roles[] = {
    "abo", "abonnement", "abuse", "academy", "accounting", "accounts", "accountspayable", "achats",
    "acquisti", "adm", "admin", "administracao", "administracion", "administratie", "administration",
    "administrativo", "administrator", "administrazione", "ads", "aduanas", "adv", "advertising",
    "afterhours", "agenda", "aide", "aiuto", "ajuda", "alerts", "allstaff", "amministrazione", "anfrage",
    "anfragen", "angebot", "angebote", "anmeldung", "ap", "apoio", "app", "ar", "archiv", "archive",
    "assistance", "assistenza", "atencion", "atencionalcliente", "atendimento", "auftraege", "auftrag",
    "automailer", "autoreply", "ayuda", "backoffice", "beheer", "bestellen", "bestelling",
    "bestellservice", "bestellung", "bestellungen", "bewerbung", "bewerbungen", "billing", "board",
    "boekhouding", "booking", "bookings", "bounce", "bounces", "buchhaltung", "buchung", "buero",
    "business", "campaigns", "cancellation", "career", "careers", "carriere", "catering", "ceo", "chat",
    "cliente", "clientes", "clienteservice", "clienti", "clients", "collections", "comercial", "commande",
    "commandes", "commercial", "commerciale", "comms", "communicatie", "communication", "community",
    "compliance", "compras", "comptabilite", "comptable", "comunicacao", "comunicacion", "comunicazione",
    "contabilidad", "contabilidade", "contabilita", "contact", "contacto", "contactus", "contato",
    "contatti", "contatto", "controlling", "cs", "customer", "customercare", "customers",
    "customerservice", "customersupport", "cv", "dataprotection", "datenschutz", "demo", "dev",
    "development", "devops", "direccion", "directeur", "directie", "direction", "direktion", "diretoria",
    "direzione", "disclaimer", "dispatch", "dogana", "domains", "donotreply", "douane", "download", "dpo",
    "dsb", "ebay", "edv", "einkauf", "einkaufsabteilung", "email", "emails", "empfang", "empleo",
    "employment", "emprego", "encomendas", "engineering", "enquiries", "enquiry", "enquries", "error",
    "errors", "eventos", "events", "expedition", "export", "facilities", "facturacion", "facturation",
    "factures", "faktura", "fatturazione", "faturamento", "fax", "feedback", "fibu", "finance",
    "financeiro", "financial", "financien", "finanzas", "finanzen", "formacion", "formation", "forum",
    "franchise", "frontdesk", "ftp", "gdpr", "geral", "gerencia", "geschaeftsfuehrung",
    "geschaeftsleitung", "gestion", "gf", "hallo", "hausverwaltung", "hello", "help", "helpdesk", "hilfe",
    "hola", "hosting", "hostmaster", "hotline", "hr", "ict", "imap", "immobilien", "impressum", "inbox",
    "info", "infomail", "informacion", "informatica", "informatie", "information", "informatique",
    "informazioni", "infos", "inkoop", "inquiries", "inquiry", "inscripciones", "inscription",
    "insurance", "international", "internet", "investors", "invoice", "invoices", "invoicing",
    "iscrizioni", "it", "itsupport", "job", "jobs", "kanzlei", "karriere", "kasse", "klant",
    "klantenservice", "kontakt", "konto", "kontor", "kunden", "kundendienst", "kundenservice", "lager",
    "lavoro", "legal", "licitacao", "listserv", "logistica", "logistics", "logistiek", "logistik",
    "logistique", "lohn", "lohnbuchhaltung", "magasin", "magazijn", "magazzino", "mail", "mailbox",
    "mailer", "mailerdaemon", "mailing", "mailings", "maintenance", "management", "manager",
    "mantenimiento", "manutencao", "manutenzione", "marketing", "media", "medien", "membership", "mis",
    "mkt", "monitoring", "naoresponda", "nepasrepondre", "news", "newsletter", "newsroom",
    "nichtantworten", "nobody", "noc", "nominas", "nonrispondere", "noreplay", "noreply", "norepondre",
    "noresponder", "noresponse", "notification", "notifications", "notify", "oferta", "ofertas", "offers",
    "offerte", "office", "oficina", "onderhoud", "online", "operations", "opleiding", "orcamento",
    "order", "orders", "ordine", "ordini", "orga", "paghe", "paie", "partner", "partners", "partnerships",
    "parts", "payable", "payments", "payroll", "pedido", "pedidos", "personal", "personalabteilung",
    "personale", "personalwesen", "personeel", "personnel", "planning", "post", "posta", "postmaster",
    "poststelle", "pr", "praxis", "prensa", "presales", "press", "presse", "pressestelle", "presupuestos",
    "privacy", "procurement", "producao", "produccion", "production", "produktion", "produzione",
    "projects", "promo", "promotions", "purchase", "purchasing", "qa", "qualidade", "qualita",
    "qualitaet", "qualite", "quality", "questions", "quote", "quotes", "receivables", "recepcao",
    "recepcion", "reception", "rechnung", "rechnungen", "rechnungswesen", "recht", "reclamaciones",
    "recruiting", "recruitment", "recrutamento", "recrutement", "redaccion", "redaction", "redaktion",
    "redazione", "register", "registration", "reklamation", "remove", "rental", "reply", "request",
    "reservas", "reservation", "reservations", "reserveringen", "returns", "rh", "root", "rrhh", "sac",
    "sales", "salesteam", "salg", "samples", "sav", "schule", "secretaria", "secretariaat", "secretariat",
    "security", "segreteria", "sekretariat", "selezione", "seo", "server", "service", "serviceclient",
    "servicedesk", "services", "servizio", "servizioclienti", "shipping", "shop", "sistemas",
    "sollicitatie", "soporte", "spam", "spedizioni", "staff", "stock", "store", "studio", "subscribe",
    "subscriptions", "suporte", "support", "supporto", "survey", "suscripciones", "sysadmin", "system",
    "systems", "talent", "team", "teamleitung", "tech", "technical", "technik", "technique", "tecnico",
    "test", "tester", "testing", "ti", "ticket", "tickets", "training", "transport", "travel", "treasury",
    "umwelt", "unsubscribe", "update", "updates", "usenet", "uucp", "vendas", "vendita", "vendite",
    "vendor", "ventas", "vente", "ventes", "verkauf", "verkaufsteam", "verkoop", "versand", "vertrieb",
    "vertriebsinnendienst", "verwaltung", "verzend", "vorstand", "warehouse", "wartung", "web",
    "webadmin", "webinar", "webinars", "webmail", "webmaster", "webshop", "website", "welcome",
    "werkstatt", "wholesale", "worldwide", "www", "zakelijk", "zentrale", "zoll",
};
/* clang-format on */

size_t ptb_role_address_count(void)
{
    return sizeof roles / sizeof roles[0];
}

const char *ptb_role_address_at(size_t i)
{
    return roles[i];
}
