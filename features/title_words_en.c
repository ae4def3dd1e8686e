/* features/title_words_en.c: English words of job titles. */
#include "features/title_inside.h"

/* clang-format off */
static const ptb_title_line lines[] = {
    /* roles with a level */
    {PTB_HEAD(OWNER, GENERAL, FAINT), "owner|co owner|coowner|founder|co founder|cofounder|founding member|founding partner|managing partner|senior partner|equity partner|"
        "general partner|executive partner|associate partner|partner at|name partner|proprietor|shareholder|business owner|sole proprietor|sole trader|entrepreneur|"
        "owner operator|owner manager|principal owner|self employed|selfemployed|franchisee|franchise owner|serial entrepreneur|investor|"
        "majority shareholder|founder member|small business owner|company owner|restaurant owner|store owner|shop owner|landlord|business man|businessman|"
        "businesswoman|co proprietor"},
    {PTB_HEAD(C_LEVEL, GENERAL, FAINT), "chairman|chairwoman|chairperson|chair|chairman of the board|chair of the board|vice chairman|vice chair|board member|member of the board|"
        "board of directors|member of the board of directors|member board of directors|member of the executive board|executive board|management board|"
        "member of the management board|executive committee|board|board director|board advisor|supervisory board|member of the supervisory board|"
        "non executive director|non exec director|nonexecutive director|ned|independent director|trustee|executive director|executive chairman|general secretary|"
        "secretary general|governor|mayor|lord mayor|executive president|joint managing director|managing dir|mng director|mng dir|managing directors|"
        "executive managing director|company director|managing principal|senior managing director|group managing director|"
        "executive leadership|c level|c level executive|top management|managing executive|managing officer|regent"},
    {PTB_HEAD(DIRECTOR, GENERAL, FAINT), "country manager|country head|country director|country lead|chief of staff|regional director|"
        "area director|site director|site head|branch director|division head|division director|divisional director|business unit head|head of business unit|"
        "business unit director|business unit manager|bu head|department head|head of department|dept head|group director|regional head|"
        "director at large|executive head|territory director|cluster head|head of country|business unit leader|division manager|divisional manager"},
    {PTB_HEAD(DIRECTOR, LEGAL, SURE), "general counsel|company secretary|corporate secretary|group general counsel|associate general counsel|chief counsel|head of legal"},
    {PTB_HEAD(DIRECTOR, SCIENCE, PLAIN), "dean|head teacher|headteacher|headmaster|headmistress|provost|school principal|medical director|chief physician|"
        "director of nursing|vice dean|head of school|rector|chancellor|vice chancellor|head nurse"},
    {PTB_HEAD(DIRECTOR, FINANCE, PLAIN), "treasurer|corporate treasurer|group treasurer"},
    {PTB_HEAD(DIRECTOR, SALES, PLAIN), "account director|client director|key account director"},
    {PTB_HEAD(DIRECTOR, MARKETING, PLAIN), "creative director|art director|editor in chief|executive creative director|executive editor"},
    {PTB_HEAD(MANAGER, SALES, PLAIN), "account manager|key account manager|kam|key account|key account mgr|account mgr|sales manager|sales mgr|store manager|shop manager|"
        "branch manager|area manager|territory manager|retail manager|client partner|client manager|bdm|business development mgr|"
        "relationship manager|partner manager|partnership manager|partnerships manager|channel manager|channel partner manager|alliance manager|account lead|"
        "assistant store manager|sales team leader|category sales manager|export manager|district manager|strategic account manager|national account manager"},
    {PTB_HEAD(MANAGER, SERVICE, PLAIN), "customer success manager|csm|client success manager|service delivery manager|service manager|customer service manager|customer experience manager|"
        "customer care manager|call center manager|contact center manager|support manager|client services manager|"
        "customer support manager|help desk manager|case manager|guest relations manager|customer relationship manager"},
    {PTB_HEAD(MANAGER, PRODUCT, PLAIN), "product manager|product mgr|product line manager|product portfolio manager"},
    {PTB_HEAD(MANAGER, OPERATIONS, FAINT), "project manager|project mgr|program manager|programme manager|project leader|project lead|project coordinator|program coordinator|programme coordinator|"
        "pmo manager|pm|projectmanager|project controller|pmo lead|project head|delivery manager|program lead|programme lead|"
        "general foreman|site manager|works manager|shift manager|shift supervisor|lead hand|planning manager|projects manager"},
    {PTB_HEAD(MANAGER, OPERATIONS, PLAIN), "plant manager|factory manager|mill manager|production manager|facility manager|facilities manager|hse manager|ehs manager|"
        "qhse manager|property manager|building manager|master mechanic|site supervisor|restaurant manager|hotel manager|quality manager"},
    {PTB_HEAD(MANAGER, ADMIN, PLAIN), "office manager|office mgr|practice manager|admin manager|office coordinator|administration manager|business office manager"},
    {PTB_HEAD(MANAGER, HR, PLAIN), "people manager|talent manager|recruiting manager|recruitment manager|training manager"},
    {PTB_HEAD(MANAGER, ENGINEERING, PLAIN), "engineering manager|construction manager|r&d manager|development manager|construction superintendent|superintendent"},
    {PTB_HEAD(MANAGER, IT, PLAIN), "it manager|systems manager|release manager|incident manager|information manager|"},
    {PTB_HEAD(MANAGER, FINANCE, PLAIN), "accounting manager|finance manager|chief accountant|credit manager|bank manager|fund manager|portfolio manager|risk manager|"
        "audit manager|tax manager|treasury manager|investment manager|asset manager|wealth manager|billing manager|"},
    {PTB_HEAD(MANAGER, MARKETING, PLAIN), "brand manager|community manager|social media manager|campaign manager|communications manager|content manager|event manager|events manager|"
        "product marketing manager|managing editor|marketing automation manager|growth manager|pr manager|"},
    {PTB_HEAD(MANAGER, PURCHASING, PLAIN), "category manager|commodity manager|sourcing manager|vendor manager|supplier manager|procurement manager|purchasing manager|"
        "category lead|commodity lead|supplier relationship manager"},
    {PTB_HEAD(MANAGER, LOGISTICS, PLAIN), "fleet manager|transport manager|distribution manager|inventory manager|supply chain manager|logistics manager|warehouse manager|stock manager|"
        "materials manager|dispatch manager"},
    {PTB_HEAD(MANAGER, LEGAL, PLAIN), "contract manager|contracts manager|compliance manager|regulatory affairs manager|privacy manager|ip manager"},
    {PTB_HEAD(MANAGER, SCIENCE, PLAIN), "laboratory manager|lab manager|nurse manager|clinical manager|clinical trial manager"},
    {PTB_HEAD(MANAGER, OTHER, FAINT), "regional manager|senior manager|assistant manager|deputy manager|line manager|unit manager|department manager|head chef|chef|group manager|overseer|"
        "captain|business manager"},
    {PTB_WORD(PARTNER), "partner|partners"},
    {PTB_WORD(CHIEF), "chief"},
    {PTB_WORD(OFFICER), "officer|officers|ofcr|offr"},
    {PTB_WORD(ASSOCIATE), "associate|assoc|associates"},
    {PTB_WORD(STAFF), "staff"},

    /* assistants */
    {PTB_ASSIST(ADMIN, FAINT), "assistant|asst|assist|ass't|assistants"},
    {PTB_ASSIST(ADMIN, SURE), "executive assistant|personal assistant|ea|pa|secretary|administrative assistant|admin assistant|office assistant|team assistant|"
        "executive secretary|management assistant|virtual assistant|exec assistant|exec asst|executive asst|personal secretary|executive admin|executive administrative assistant|"
        "private secretary|legal secretary|medical secretary|pa to|executive pa|team pa|assistant to|secretaries"},
    {PTB_JOB(SCIENCE, SURE), "research assistant|teaching assistant|dental assistant|medical assistant|nursing assistant|laboratory assistant|lab assistant|veterinary assistant|"
        "physician assistant|clinical assistant|care assistant|healthcare assistant|assistant nurse|teacher assistant"},
    {PTB_JOB(LOGISTICS, SURE), "warehouse assistant|logistics assistant"},
    {PTB_JOB(SALES, SURE), "sales assistant|shop assistant|retail assistant|store assistant"},
    {PTB_JOB(LEGAL, SURE), "legal assistant"},

    /* jobs */
    {PTB_JOB(ENGINEERING, FAINT), "engineer|eng|engr|technician|technologist|inspector|draftsman|draughtsman|drafter|surveyor|architect|developer|dev|programmer|inventor|engineers|developers"},
    {PTB_JOB(ENGINEERING, PLAIN), "mechanical engineer|electrical engineer|civil engineer|structural engineer|chemical engineer|design engineer|project engineer|software engineer|software developer|"
        "web developer|application engineer|applications engineer|application developer|frontend developer|backend developer|fullstack developer|full stack developer|front end developer|back end developer|"
        "frontend engineer|backend engineer|full stack engineer|mobile developer|ios developer|android developer|java developer|python developer|embedded engineer|firmware engineer|hardware engineer|"
        "devops engineer|devops|sre|site reliability engineer|qa engineer|test engineer|software tester|qa tester|tester|automation engineer|controls engineer|"
        "game developer|blockchain developer|software architect|swe|sdet|systems engineer|system engineer|validation engineer|scrum master|agile coach|"
        "member of technical staff|mts|process engineer|r&d engineer|development engineer|product engineer|research engineer|solutions engineer|platform engineer|solution architect|"
        "solutions architect|programmer analyst|electronics engineer|robotics engineer|simulation engineer|cad designer|mechanical designer|aerospace engineer|"
        "commissioning engineer|environmental engineer|geologist|cad technician|coder|webmaster|technical architect"},
    {PTB_JOB(IT, SURE), "system administrator|systems administrator|sysadmin|sys admin|network administrator|network engineer|it administrator|database administrator|dba|security analyst|cyber security analyst|"
        "soc analyst|penetration tester|cloud engineer|infrastructure engineer|systems analyst|system analyst|it consultant|sap consultant|erp consultant|enterprise architect|"
        "cloud architect|it architect|security architect|information security officer|security engineer|network architect|salesforce administrator|salesforce developer|crm administrator|it technician|"
        "computer technician|it support specialist|desktop support|it engineer|linux administrator|windows administrator|information officer|it business partner|application manager|network technician"},
    {PTB_JOB(DATA, SURE), "data scientist|data engineer|data analyst|data architect|business analyst|business intelligence analyst|bi analyst|bi developer|bi consultant|analytics engineer|"
        "machine learning engineer|ml engineer|ai engineer|statistician|data steward|insights analyst|quantitative analyst|data modeler"},
    {PTB_JOB(PRODUCT, SURE), "product owner|ux designer|ui designer|ux ui designer|ui ux designer|product designer|ux researcher|user researcher|interaction designer|service designer|user experience designer|"
        "product analyst|technical product owner|product specialist|experience designer"},
    {PTB_JOB(MARKETING, PLAIN), "graphic designer|copywriter|copy writer|content writer|content creator|journalist|editor|photographer|marketer|publicist|media buyer|media planner|spokesperson|social media specialist|"
        "seo specialist|sem specialist|creative|event planner|videographer|influencer|blogger|press officer|market researcher|market analyst|writer|author|web designer|public relations officer|illustrator|"
        "animator|art worker|ad operations|digital strategist|strategist|brand strategist|translator|communications officer|evangelist|brand ambassador|presenter|producer"},
    {PTB_JOB(SALES, SURE), "account executive|sales executive|solutions consultant|solution consultant|sales representative|sales rep|salesperson|salesman|saleswoman|sdr|bdr|sales consultant|sales engineer|sales specialist|presales engineer|pre sales solution architect|presales solution architect|presales architect|"
        "pre sales engineer|pre sales consultant|presales consultant|sales agent|territory representative|business development representative|business development executive|sales development representative|cashier|"
        "real estate agent|realtor|broker|insurance agent|merchandiser|retail clerk|store clerk|telemarketer|inside sales|outside sales|field sales|sales advisor|sales clerk|sales analyst|sales operations analyst|"
        "business developer|biz dev|sales support|account representative|account rep|account specialist|account handler|estate agent|medical representative|pharmaceutical representative|client advisor|technical sales engineer|"
        "estimator|bid writer|dealer|commercial agent|field representative|sales trainer"},
    {PTB_JOB(SERVICE, SURE), "customer service representative|customer service rep|csr|customer service agent|customer service advisor|support engineer|technical support engineer|support specialist|support agent|"
        "help desk technician|helpdesk technician|service technician|field service engineer|service engineer|field engineer|field service technician|call center agent|call centre agent|technical support specialist|"
        "customer support specialist|customer advisor|service advisor|customer success specialist|customer success associate|onboarding specialist|implementation specialist|implementation consultant|customer experience specialist|"
        "service desk analyst|support analyst|service representative|waiter|waitress|bartender|barista|hostess|flight attendant|concierge|hairdresser|service agent|support technician|customer care agent"},
    {PTB_JOB(FINANCE, SURE), "accountant|controller|bookkeeper|auditor|actuary|financial controller|comptroller|financial analyst|credit analyst|treasury analyst|underwriter|banker|tax advisor|tax consultant|"
        "financial advisor|financial planner|teller|cost accountant|staff accountant|accounts payable clerk|accounting clerk|accounts assistant|investment analyst|risk analyst|trader|loan officer|accounts clerk|"
        "billing specialist|claims adjuster|finance business partner|cost controller|fp&a analyst|portfolio analyst|equity analyst|investment banker|private banker|personal banker|collections specialist|business controller|"
        "plant controller|economist|stockbroker|collector|internal auditor|accounting specialist|pricing analyst|loan processor|mortgage advisor|tax accountant|tax specialist"},
    {PTB_JOB(HR, SURE), "recruiter|hr business partner|hrbp|people partner|talent partner|headhunter|talent acquisition specialist|hr generalist|hr specialist|hr advisor|hr officer|hr administrator|payroll specialist|payroll clerk|"
        "payroll administrator|talent scout|sourcer|people business partner|learning specialist|human resources business partner|hr consultant|technical recruiter|recruitment consultant|staffing consultant|"
        "career coach|corporate trainer|instructional designer|personnel officer|hr analyst|payroll accountant|benefits specialist|compensation analyst"},
    {PTB_JOB(HR, FAINT), "trainer|coach|facilitator|instructor"},
    {PTB_JOB(OPERATIONS, PLAIN), "electrician|mechanic|machinist|welder|operator|machine operator|production worker|production planner|quality engineer|quality inspector|maintenance engineer|maintenance technician|"
        "process owner|production engineer|manufacturing engineer|plumber|carpenter|painter|assembler|fitter|janitor|custodian|cleaner|caretaker|security guard|safety officer|handyman|toolmaker|planner|scheduler|"
        "operations analyst|industrial engineer|lean engineer|millwright|fabricator|factory worker|laborer|labourer|worker|construction worker|builder|process operator|quality technician|quality controller|quality specialist|"
        "health & safety officer|safety engineer|hvac technician|production operator|production technician|miner|farmer|gardener|baker|butcher|cook|tailor|roofer|mason|locksmith|firefighter|police officer|"
        "ehs specialist|hse officer|tool & die maker|cnc operator|facility technician|pilot|guard|housekeeper|maintenance mechanic|operative"},
    {PTB_JOB(LOGISTICS, SURE), "truck driver|driver|courier|dispatcher|forwarder|freight forwarder|forklift driver|forklift operator|warehouse worker|warehouse operative|warehouse clerk|storekeeper|material handler|"
        "inventory analyst|supply planner|demand planner|supply chain analyst|logistician|customs broker|picker|packer|stock clerk|transport planner|stocker|materials planner|material planner|shipping clerk|order picker|"
        "customs declarant|logistics planner|delivery driver|bus driver|postman"},
    {PTB_JOB(PURCHASING, SURE), "buyer|purchaser|procurement specialist|sourcing specialist|purchasing agent|purchasing officer|procurement officer|procurement analyst|expediter|purchasing clerk|category buyer|vendor specialist|procurement engineer|"
        "buyer planner|purchasing specialist|sourcing analyst|procurement buyer|supplier quality buyer"},
    {PTB_JOB(LEGAL, SURE), "lawyer|attorney|solicitor|barrister|legal counsel|counsel|paralegal|notary|jurist|data protection officer|dpo|compliance officer|privacy officer|legal advisor|legal officer|patent attorney|judge|magistrate|"
        "contract specialist|contracts specialist|contract administrator|legal consultant|attorney at law|compliance analyst|compliance specialist|regulatory affairs specialist|corporate counsel|in house counsel|law clerk|"
        "prosecutor|legal executive|contract analyst"},
    {PTB_JOB(SCIENCE, PLAIN), "scientist|researcher|teacher|lecturer|doctor|physician|nurse|registered nurse|pharmacist|dentist|veterinarian|vet|surgeon|psychologist|therapist|physiotherapist|biologist|chemist|physicist|mathematician|"
        "laboratory technician|lab technician|tutor|educator|librarian|paramedic|optician|midwife|radiologist|cardiologist|anesthesiologist|pediatrician|postdoc|post doc|postdoctoral researcher|"
        "clinical research associate|research scientist|microbiologist|geneticist|historian|sociologist|archaeologist|staff nurse|social worker|caregiver|psychiatrist|nutritionist|dietitian|curator|archivist|medical doctor|"
        "research associate|school teacher|clinical specialist|medical science liaison|msl|pathologist|dermatologist|neurologist|gp|general practitioner|counselor|counsellor|pastor|priest|minister of religion"},
    {PTB_EXPERT(ENGINEERING, PLAIN), "technical lead|tech lead|technical leader|lead tech|lead techno"},
    {PTB_EXPERT(SCIENCE, PLAIN), "professor|prof|assistant professor|associate professor|full professor|adjunct professor|visiting professor|research fellow|principal investigator|senior lecturer|consultant physician|reader in"},
    {PTB_JOB(ADMIN, PLAIN), "receptionist|office administrator|administrative officer|data entry|data entry clerk|typist|front desk|clerk|office clerk|administrative specialist|admin officer|office worker|"
        "mail clerk|front office|administrative professional|office support|document controller|administrative associate"},
    {PTB_JOB(ADMIN, FAINT), "administrator|adm"},
    {PTB_JOB(OTHER, FAINT), "consultant|advisor|adviser|specialist|analyst|executive|exec|representative|rep|employee|employees|professional|generalist|contractor|freelancer|ambassador|artist|musician|actor|model|athlete|soldier|"
        "practitioner|contributor|individual contributor|team member|crew member|helper|attendant|liaison|champion|enthusiast|guru|ninja|speaker|keynote speaker|mentor|business consultant|"
        "management consultant|strategy consultant|business partner|data owner|service owner|system owner|platform owner|volunteer worker|handler|maker|delegate|interpreter|advocate|spec|"
        "subcontractor|operations specialist|politician|civil servant|public servant|officer cadet"},
    {PTB_JOB(SCIENCE, PLAIN), "student advisor|student counselor|student services|student affairs|student success|academic advisor|student recruitment"},

    /* areas */
    {PTB_AREA(GENERAL, FAINT), "general management|business unit|strategy|corporate development|corporate strategy|strategic planning|leadership|management office|ceo office|office of the ceo|general mgmt|"
        "strategy & transformation|corporate affairs|general affairs"},
    {PTB_AREA(IT, PLAIN), "it|i t|ict|information technology|information systems|infrastructure|it infrastructure|information security|it security|cyber security|cybersecurity|infosec|security|network|networks|networking|"
        "system administration|it operations|it service|it support|it services|it service management|itsm|cloud|sap|erp|salesforce|servicenow|it systems|technology operations|business systems|business applications|enterprise applications|"
        "information management|computer|computers|data center|data centre|database|databases|systems|digital transformation|digitalization|digitalisation|digitization|it strategy|identity management|enterprise architecture|"
        "workplace services|digital workplace|edp|mis|it governance|digital & it|it architecture|microsoft|azure|aws|oracle|telecom|telecommunications|helpdesk it|it systems management"},
    {PTB_AREA(ENGINEERING, PLAIN), "engineering|r&d|r and d|rnd|research and development|research development|product development|software|software development|software engineering|application development|app development|web development|"
        "design engineering|construction|mechanical|electrical|electronics|hardware|firmware|embedded|mechatronics|technology|technologies|development engineering|test engineering|systems engineering|frontend|backend|fullstack|"
        "full stack|front end|back end|mobile development|ios|android|java|javascript|python|php|dotnet|automation|robotics|civil|structural|product engineering|platform engineering|platform|technical development|web|"
        "innovation|testing|software quality|qa automation|architecture|civil engineering|machine design|new product development|npd|simulation|cad|powertrain|aerospace|project engineering|process engineering|"},
    {PTB_AREA(ENGINEERING, FAINT), "technical|tech|development|research|industrialization|application|applications|agile|scrum|solutions|technical services"},
    {PTB_AREA(PRODUCT, PLAIN), "product management|product|products|ux|user experience|ui|ux design|product design|product strategy|product portfolio|product operations|usability|ux research|product ownership"},
    {PTB_AREA(PRODUCT, FAINT), "design"},
    {PTB_JOB(PRODUCT, FAINT), "designer"},
    {PTB_AREA(DATA, PLAIN), "data|analytics|bi|business intelligence|data science|data analytics|data & analytics|machine learning|data engineering|data management|data governance|big data|insights|business analytics|data analysis|"
        "artificial intelligence|data platform|data architecture|business analysis|reporting|master data|mdm|ml"},
    {PTB_AREA(DATA, FAINT), "ai|gen ai|genai"},
    {PTB_AREA(MARKETING, PLAIN), "marketing|mktg|mktng|mkt|communication|communications|comms|pr|public relations|brand|branding|content marketing|digital marketing|product marketing|growth marketing|marketing operations|marketing communications|"
        "marcom|corporate communications|social media|seo|sea|events|event|advertising|media|press|performance marketing|online marketing|email marketing|demand generation|lead generation|demand gen|field marketing|trade marketing|"
        "market research|marketing analytics|marketing automation|campaigns|campaign|editorial|internal communications|external communications|media relations|content|public affairs|community|e commerce|ecommerce|"
        "creative services|brand management|market intelligence|channel marketing|partner marketing|communications & pr|influencer marketing|consumer insights|marketing & communications|partner communications"},
    {PTB_AREA(MARKETING, FAINT), "digital|growth|graphic|graphics|video|film|news"},
    {PTB_AREA(SALES, PLAIN), "sales|business development|biz development|bus dev|bizdev|bd|account management|key accounts|key account management|revenue|sales operations|sales ops|revops|revenue operations|sales enablement|"
        "commercial|commercial operations|channel|channels|channel sales|partnerships|alliances|strategic partnerships|presales|pre sales|sales development|new business|new business development|export|retail|retail sales|"
        "accounts|enterprise sales|strategic accounts|key client|commercial excellence|sales excellence|technical sales|partner sales|bid|bids|tender|tendering|bid management|proposals|"
        "sales & service|wholesale|business dev|national accounts|global accounts|store|stores|partner success|real estate|account|leasing|market development|sales strategy|go to market|distribution sales|sales administration|"
        "client relations|sales training"},
    {PTB_AREA(SERVICE, PLAIN), "customer service|customer success|customer support|customer care|customer experience|client service|client services|client success|support|technical support|after sales|aftersales|after sales service|service desk|"
        "help desk|helpdesk|field service|customer operations|customer relations|call center|call centre|contact center|contact centre|service delivery|customer|customers|client|clients|user support|customer onboarding|onboarding|"
        "technical service|implementation|professional services|services|customer services|service operations|customer engagement|customer relationship|client experience|guest services|service management|spare parts|"
        "managed services|aftermarket|customer satisfaction|client relationship"},
    {PTB_AREA(SERVICE, FAINT), "service"},
    {PTB_AREA(FINANCE, PLAIN), "finance|financial|fin|accounting|accounts payable|accounts receivable|ap|ar|controlling|treasury|tax|taxes|taxation|audit|internal audit|fp&a|fpa|financial planning|financial planning & analysis|financial reporting|billing|"
        "credit|investor relations|investments|investment|m&a|mergers & acquisitions|accountancy|bookkeeping|cost|costs|pricing|budget|financial services|financial operations|finance operations|finance & accounting|risk|risk management|"
        "insurance|banking|payables|receivables|collections|finance & administration|finance & admin|tax advisory|corporate finance|private equity|credit control|wealth management|asset management|cost control|portfolio|lending|"
        "mortgage|finance & hr|business controlling|revenue accounting|accounts & finance|venture capital|claims|transaction services"},
    {PTB_AREA(HR, PLAIN), "hr|human resources|human resource|human capital|people|people & culture|people and culture|people operations|people ops|talent|talent acquisition|talent management|recruiting|recruitment|training|learning|learning & development|"
        "l&d|payroll|compensation|compensation & benefits|comp & ben|benefits|workforce|employer branding|hr operations|employee relations|employee experience|organizational development|diversity|diversity & inclusion|staffing|"
        "personnel|culture|industrial relations|labor relations|training & development|hris|total rewards|rewards|people development|people analytics|employee engagement|hcm|hr management|organisation development|workplace culture"},
    {PTB_AREA(OPERATIONS, PLAIN), "production control|production|manufacturing|mfg|plant|factory|quality|quality assurance|quality control|quality management|qc|qm|maintenance|facility|facilities|facility management|hse|ehs|qhse|health & safety|health and safety|safety|"
        "lean|lean manufacturing|continuous improvement|operational excellence|opex|industrial|assembly|production planning|process improvement|business excellence|property management|sustainability|esg|environment|"
        "environmental|shop floor|cnc|tooling|machining|packaging|utilities|energy|housekeeping|food & beverage|kitchen|real estate & facilities|workplace|six sigma|process excellence|manufacturing operations|fabrication|"
        "crisis management|business continuity|building services|production operations|hospitality"},
    {PTB_AREA(FINANCE, FAINT), "control"},
    {PTB_AREA(MARKETING, FAINT), "crm"},
    {PTB_AREA(OPERATIONS, FAINT), "pmo|project controls|project control|qa|operations|operation|ops|operational|project|projects|project management|program management|programme management|process|processes|business operations|planning|project management office|program|programme|"
        "global operations|delivery|business process|process management|organization|transformation|change management|change|business transformation|business improvement|pmo office|portfolio management office|operating"},
    {PTB_AREA(LOGISTICS, PLAIN), "inventory control|stock control|logistics|logistic|supply chain|scm|supply chain management|warehouse|warehousing|transport|transportation|distribution|shipping|freight|fleet|inventory|materials management|materials|material|fulfillment|fulfilment|"
        "demand planning|supply planning|import export|import|customs|stock|stores & inventory|forwarding|order management|dispatch|order fulfillment|material planning|s&op|trade compliance logistics|supply|import & export|intralogistics|"
        "mobility|air freight|sea freight|ocean freight|customs clearance|distribution center|distribution centre"},
    {PTB_AREA(PURCHASING, PLAIN), "purchasing|procurement|sourcing|strategic sourcing|buying|category management|commodity management|vendor management|supplier management|indirect procurement|direct procurement|source to pay|"
        "procure to pay|p2p|supplier development|strategic procurement|strategic purchasing|indirect purchasing|indirect spend|global sourcing|supplier relations|vendor relations|supplier|suppliers|vendor|procurement operations"},
    {PTB_AREA(LEGAL, PLAIN), "legal|compliance|data protection|privacy|data privacy|regulatory|regulatory affairs|law|legal affairs|contracts|contract management|intellectual property|ip|corporate governance|governance|patents|patent|litigation|ethics|"
        "legal & compliance|risk & compliance|governance risk & compliance|grc|legal operations|licensing|regulatory compliance|trade compliance|data protection & privacy|ethics & compliance"},
    {PTB_AREA(SCIENCE, PLAIN), "medical|clinical|laboratory|lab|nursing|science|sciences|scientific|clinical research|clinical operations|teaching|education|academic|academics|faculty|medical affairs|pharmacovigilance|pharmacy|"
        "biology|chemistry|physics|medicine|health|healthcare|patient|dental|veterinary|clinical development|studies|curriculum|school|university|therapy|public health|surgery|oncology|cardiology|radiology|life sciences|biotech|patient care"},
    {PTB_AREA(ADMIN, PLAIN), "administration|office|admin|administrative|office management|office administration|back office|reception|executive office|general services|office services|document control|administrative services|admin services"},
};
/* clang-format on */

ptb_title_table ptb_title_english(void)
{
    return (ptb_title_table){lines, sizeof lines / sizeof lines[0]};
}
