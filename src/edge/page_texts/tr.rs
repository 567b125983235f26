//! Turkish.

use super::PageTexts;

/// What the pages say in this language.
pub(super) static TEXTS: PageTexts = PageTexts {
    expired_heading: "Bu giriş çok uzun sürdü",
    expired: "{minutes} dakika içinde tamamlanmadı. Hiçbir hesap bağlanmadı. Lütfen yeniden başlayın.",
    mismatch_heading: "Bu giriş burada başlamadı",
    mismatch: "Giriş bu tarayıcıda başlatılmadı veya tarayıcı çerezi saklamadı. Hiçbir hesap bağlanmadı. Lütfen çerezlere izin verin ve bu tarayıcıda yeniden başlayın.",
    replayed_heading: "Bu giriş daha önce kullanıldı",
    replayed: "Hesabınız bağlı görünmüyorsa lütfen yeniden başlayın.",
    incomplete_heading: "Bu bağlantı eksik",
    incomplete: "Adresin bir bölümü eksik veya yanlış. Lütfen geldiğiniz sayfaya dönün ve oradan yeniden başlayın.",
    misconfigured_heading: "Bir ayar doğru yapılmamış",
    misconfigured: "Bu sizin hatanız değil. Lütfen bu siteyi yönetenlere haber verin.",
    failed_heading: "Giriş yapılamadı",
    failed: "Lütfen yeniden deneyin. Yine olmazsa bu siteyi yönetenlere haber verin.",
    wait_heading: "Lütfen biraz bekleyin",
    wait: "Kısa sürede çok fazla istek yapıldı. Birkaç dakika bekleyip yeniden deneyin.",
    unreachable_heading: "Bu şu anda çalışmıyor",
    unreachable: "Giriş için gereken bir hizmet yanıt vermedi veya beklendiği gibi yanıt vermedi. Lütfen daha sonra yeniden deneyin.",
    broken_heading: "Burada bir şeyler ters gitti",
    broken: "Bu sitenin kendi arızası işlemi yarıda kesti. Bu sizin hatanız değil ve arıza kaydedildi.",
    reconnect_heading: "Hesabın yeniden bağlanması gerekiyor",
    reconnect: "Daha önce verilen erişim artık geçerli değil. Lütfen hesabı bir kez daha bağlayın.",
    forbidden_heading: "Buna izin verilmiyor",
    forbidden: "İstek reddedildi. Bunun bir hata olduğunu düşünüyorsanız bu siteyi yönetenlere haber verin.",

    start_again: "Yeniden başla",
    back: "Giriş yapmadan geri dön",
    close_window: "Ya da bu pencereyi kapatın.",
    start_page: "Ana sayfaya git",

    ask_heading: "Girişe devam edilsin mi?",
    ask: "Başka bir site, {provider} hesabınızı ({instance}) {origin} ile bağlamak için sizi buraya yönlendirdi.",
    ask_continue: "Devam et",
    ask_unexpected: "Bunu siz istemediyseniz bu sayfayı kapatın.",

    connected_heading: "Hesap bağlandı",
    connected: "{provider} hesabınız bağlandı. Bu pencereyi kapatabilirsiniz.",

    reopen_heading: "Lütfen uygulamayı yeniden açın",
    reopen: "Bu sayfa yalnızca bir kez ve yalnızca kısa bir süre içinde açılabilir. {provider} sitesine gidin ve uygulamayı oradan yeniden açın. Önceden bağlanmış bir hesap bağlı kalır.",

    framed: "{account} adlı {provider} hesabı bağlandı.",
    framed_link: "{origin} adresinde kendi oturumunuz varsa bu hesabı onunla ilişkilendirebilirsiniz. Önce yeni bir pencere size sorar.",

    link_heading: "Bu {provider} hesabı ilişkilendirilsin mi?",
    link: "Bu sayfa {provider} üzerinden {account} hesabıyla açıldı. Bu hesabı {origin} adresindeki kullanıcınızla yalnızca hesap sizinse ve uygulamayı siz açtıysanız ilişkilendirin.",
    link_confirm: "Hesabı ilişkilendir",
    link_decline: "İlişkilendirmek istemiyorum",
    declined_heading: "Hesap ilişkilendirilmedi",
    declined: "Hesap kullanıcınızla ilişkilendirilmedi. Bu pencereyi kapatabilirsiniz.",
};
