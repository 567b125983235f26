/** @type {import("./en.js").Words} */
export default {
  name: "Français",

  skip: "Aller au contenu",
  motto: "la réception de vos comptes de messagerie",
  language: "Langue",
  sections: "Rubriques",
  accounts: "Comptes",
  explorer: "Explorateur",
  logins: "Connexions",
  noScript: "Cette page a besoin de JavaScript pour parler au Worker.",

  accountsHeading: "Vos comptes",
  accountsLead:
    "Connectez une seule fois. Le Worker garde la clé de votre compte ; cette page n’en garde jamais.",
  glance: "Tous les comptes en un coup d’œil",
  asking: "Question posée au Worker…",
  loading: "Chargement…",
  tryAgain: "Réessayer",
  copy: "Copier",
  copied: "Copié.",

  connected: "Connecté",
  notConnected: "Non connecté",
  ended: "Accès terminé",
  instance: "Instance",
  account: "Compte",

  openLogin: "Ouvrir la connexion",
  inWindow: "dans une fenêtre",
  inPage: "dans cette page",
  logIn: "Se connecter avec {name}",
  loginInvitation:
    "Personne n’est connecté depuis ce navigateur. {title} vous demandera si vous êtes d’accord.",
  openedInvitation:
    "Ouvrez l’application depuis le tableau de bord de {title}, qui vous enverra ensuite ici.",
  keyInvitation:
    "{title} n’a pas de page de connexion. Donnez l’identifiant une fois : le Worker l’essaie, le scelle et le garde ; cette page l’oublie.",
  either: "Connecter avec",
  connect: "Connecter",
  connecting: "Connexion…",
  optional: "facultatif",
  moreFields: "Autres champs",
  showKey: "Montrer ce que je tape",
  furtherHeaders:
    "Les autres en-têtes qu’une installation exige se règlent là où le Worker tourne, pour tous.",
  leaving: "En route vers {title}…",
  waiting: "Continuez dans la fenêtre qui s’est ouverte. Cette page l’attend.",
  cancel: "Annuler",
  disconnect: "Déconnecter",
  explore: "Essayer les opérations",
  becameConnected: "{title} : connecté en tant que {who}.",
  becameDisconnected: "{title} : déconnecté.",
  wasRead: "{title} : vos données ont été lues.",
  cameBack: "Vous êtes revenu sans vous être connecté.",

  yourData: "Vos données",
  asOf: "Telles qu’elles étaient à votre connexion, {when}.",
  straight: "Directement de {title}",
  askNow: "Demandez les données telles qu’elles sont maintenant, par ce Worker.",
  readAgain: "Relire",
  reading: "Lecture…",
  readSame: "Lues à {when} : {count} champs, les mêmes qu’à votre connexion.",
  readChanged: "Lues à {when} : {count} champs. Changés depuis votre connexion : {names}.",
  onTheWire: "La réponse telle qu’elle est arrivée",
  inJson: "La réponse en JSON",
  forEver: "La clé fonctionne jusqu’à ce qu’elle soit révoquée chez {title}.",
  untilUninstalled:
    "Le Worker garde les clés, qui fonctionnent jusqu’à la désinstallation de l’application.",
  lasts: "L’accès dure jusqu’à {when}, ou finit avant.",
  endedEarly: "{title} a mis fin à l’accès. Pour relire, reconnectez-vous.",
  endedAt: "L’accès a pris fin à {when}. Pour relire, reconnectez-vous.",
  notGiven: "Non indiqué",
  notVerified: "(non vérifié)",
  yes: "Oui",
  no: "Non",

  binding: {
    state: {
      word: "Liée par state",
      sentence:
        "{title} a rendu le mot secret envoyé par ce navigateur : c’est certainement la connexion commencée ici.",
    },
    cookie: {
      word: "Liée par un cookie",
      sentence:
        "Un cookie montre qu’une connexion a commencé dans ce navigateur, mais {title} ne rend rien qui prouve que c’est bien celle-ci.",
    },
    none: {
      word: "Non liée",
      sentence:
        "{title} a commencé cette connexion de lui-même : rien ne montre qu’elle appartient à ce navigateur.",
    },
  },

  field: {
    name: "Nom",
    username: "Nom d’utilisateur",
    id: "Numéro de compte",
    firstName: "Prénom",
    lastName: "Nom de famille",
    birthdate: "Naissance",
    gender: "Genre",
    relationship: "Situation",
    verified: "Badge de la communauté",
    registered: "Membre depuis",
    email: "E-mail",
    biography: "À propos",
    website: "Site web",
    picture: "Photo",
    cover: "Image de couverture",
  },

  key: {
    apiKey: "Clé d’API",
    teamId: "Équipe (x-team-id), pour d’anciennes installations",
    workspaceId: "Espace du client (x-client-workspace-id), avec une clé de partenaire",
    flowNs: "Bot du client (x-client-flow-ns), avec une clé de partenaire",
    account: "Compte",
    password: "Mot de passe",
    secretId: "Identifiant du secret",
    secret: "Secret",
  },
  pair: { account: "un compte et son mot de passe", secretId: "une paire de clés" },

  misconfigured: "Ce Worker n’est pas encore configuré. Réglages à revoir : {count}",
  setThem: "Réglez-les là où le Worker tourne, puis réessayez.",
  noInstance: "Aucune instance n’est configurée dans ce Worker.",

  code: "Code",
  providerCode: "Code de la plateforme",
  unknownError: "Quelque chose s’est mal passé",
  error: {
    aborted: {
      heading: "La connexion n’a pas abouti",
      advice: "Rien n’a changé. Vous pouvez recommencer quand vous voulez.",
    },
    bad_response: {
      heading: "La réponse n’a pas pu être lue",
      advice: "Réessayez ; si cela persiste, vérifiez l’adresse de l’instance dans les réglages.",
    },
    configuration: {
      heading: "Quelque chose n’est pas réglé",
      advice: "La personne qui gère ce Worker peut y remédier.",
    },
    flow_expired: { heading: "La connexion a pris trop de temps", advice: "Recommencez-la." },
    flow_mismatch: {
      heading: "Cette connexion n’a pas commencé ici",
      advice: "Recommencez-la, dans ce navigateur.",
    },
    flow_replayed: {
      heading: "Cette connexion a déjà servi",
      advice: "Si vous n’êtes pas connecté, recommencez-la.",
    },
    forbidden: {
      heading: "Ce n’est pas permis",
      advice: "Voyez si le compte, ou sa clé, a le droit de faire cela.",
    },
    invalid_argument: {
      heading: "La demande est mal formée",
      advice: "Rien n’a été envoyé à la plateforme. Corrigez le paramètre indiqué.",
    },
    login_required: {
      heading: "Reconnectez-vous",
      advice: "Connectez le compte, puis renvoyez la requête.",
    },
    network: { heading: "Pas de connexion", advice: "Vérifiez votre connexion et réessayez." },
    not_found: {
      heading: "Cela n’existe pas",
      advice: "Vérifiez les identifiants de la requête ; ce qu’ils désignent a pu disparaître.",
    },
    provider_error: {
      heading: "La plateforme a un problème",
      advice: "Réessayez dans un moment.",
    },
    rate_limited: {
      heading: "Trop de requêtes",
      advice: "Attendez une minute, puis réessayez.",
    },
    reconnect_required: {
      heading: "Reconnectez le compte",
      advice: "La clé gardée ne fonctionne plus. Connectez le compte à nouveau.",
    },
    rejected: {
      heading: "La plateforme a refusé",
      advice: "Lisez ses propres mots dans la réponse, et changez la requête.",
    },
    timeout: { heading: "Pas de réponse à temps", advice: "Réessayez dans un moment." },
    unauthorized: {
      heading: "L’identifiant n’est pas accepté",
      advice: "Vérifiez la clé, et que c’est bien celle de ce compte.",
    },
    unavailable: { heading: "Portaria a un problème", advice: "Réessayez dans un moment." },
  },

  explorerHeading: "Explorateur",
  explorerLead:
    "Toutes les opérations de vos plateformes. Les requêtes passent par ce Worker, qui ajoute l’identifiant ; vous voyez l’appel à la plateforme elle-même.",
  platform: "Plateforme",
  service: "Service",
  everything: "tous les services",
  callsAs: "Les appels partent au nom de {who}.",
  callsAsNobody: "Aucun compte n’est connecté : les appels seront refusés.",
  connectFirst: "En connecter un",
  document: "Document OpenAPI",
  documentFor: "pour Postman et d’autres outils",
  search: "Chercher des opérations",
  searchHint: "un mot du chemin, du nom ou de la description",
  found: "{count} opérations trouvées.",
  noneFound: "Aucune opération n’a tous ces mots.",
  loadingExplorer: "Chargement de l’explorateur…",

  example: "Exemple",
  curl: "curl, directement vers la plateforme, identifiant masqué",
  requestUrl: "URL de la requête sur la plateforme",
  viaWorker: "envoyée par {path}",
  javascript: "JavaScript, avec le paquet",
  cannotShow: "Cette requête ne peut pas être exprimée : {message}",
  answer: "Réponse",
  status: "Statut",
  time: "Durée",
  headers: "En-têtes de la réponse",
  body: "Corps",
  emptyBody: "La réponse n’a pas de corps.",
  binaryBody: "La réponse est un fichier : {type}, {size} octets.",
  save: "Enregistrer le fichier",
  succeeded: "Réussi",
  platformFailed: "La requête n’a pas pu être envoyée",
  next: "Page suivante",
  previous: "Page précédente",
  lastPage: "C’est la dernière page.",
  pages: "Pages",

  loginsHeading: "Connexions",
  loginsLead:
    "Les dernières connexions de ce navigateur, pas à pas. Les secrets sont masqués, et rien n’est gardé plus d’un jour.",
  noLogins: "Aucune connexion vue pour l’instant. Commencez-en une sous Comptes.",
  refresh: "Actualiser",
  refreshed: "La liste est à jour.",
  outcome: { done: "Terminée", failed: "Échouée", waiting: "Pas encore terminée" },
  step: {
    started: "Commencée",
    opened: "Ouverte sur la plateforme",
    returned: "Revenue",
    claimed: "Reconnue comme nôtre",
    exchanged: "Code échangé",
    stored: "Gardée",
    linked: "Liée à ce navigateur",
    failed: "Échouée",
  },
  stepMeans: {
    started: "Le navigateur a été envoyé à la plateforme.",
    opened:
      "La plateforme a envoyé ici quelqu’un qui a ouvert l’application dans son tableau de bord.",
    returned: "La plateforme a renvoyé le navigateur, avec un code à usage unique.",
    claimed:
      "La connexion a été trouvée parmi celles que ce navigateur avait commencées, et marquée comme utilisée.",
    exchanged: "Le Worker a donné le code à la plateforme et reçu l’identifiant et le profil.",
    stored: "L’identifiant a été scellé et gardé.",
    linked: "Le compte a été lié à ce navigateur après votre accord.",
    failed: "La connexion s’est arrêtée ici.",
  },
};
