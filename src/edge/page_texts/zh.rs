//! Chinese, in simplified characters.

use super::PageTexts;

/// What the pages say in this language.
pub(super) static TEXTS: PageTexts = PageTexts {
    expired_heading: "本次登录用时过长",
    expired: "登录未在{minutes} 分钟内完成，没有连接任何账号。请您重新开始。",
    mismatch_heading: "本次登录不是从这里开始的",
    mismatch: "登录不是在此浏览器中开始的，或者浏览器没有保留 Cookie。没有连接任何账号。请您允许使用 Cookie，并在此浏览器中重新开始。",
    replayed_heading: "本次登录已被使用",
    replayed: "如果您的账号没有显示为已连接，请您重新开始。",
    incomplete_heading: "此链接不完整",
    incomplete: "网址缺少一部分或有误。请您返回来时的页面，重新开始。",
    misconfigured_heading: "设置不正确",
    misconfigured: "这不是您的错误。请您告知本网站的管理人员。",
    failed_heading: "登录未成功",
    failed: "请您再试一次。如果仍然不行，请告知本网站的管理人员。",
    wait_heading: "请您稍候",
    wait: "短时间内请求过多。请您等待几分钟后再试。",
    unreachable_heading: "暂时无法使用",
    unreachable: "登录所需的服务没有响应，或响应异常。请您稍后再试。",
    broken_heading: "这里出了问题",
    broken: "本网站自身的故障中断了操作。这不是您的错误，故障已被记录。",
    reconnect_heading: "需要重新连接账号",
    reconnect: "之前授予的访问权限已失效。请您再次连接账号。",
    forbidden_heading: "不允许此操作",
    forbidden: "请求被拒绝。如果您认为有误，请告知本网站的管理人员。",

    start_again: "重新开始",
    back: "不登录，直接返回",
    close_window: "或者关闭此窗口。",
    start_page: "前往首页",

    ask_heading: "要继续登录吗？",
    ask: "另一个网站将您带到这里，想把您的 {provider} 账号（{instance}）与 {origin} 连接。",
    ask_continue: "继续",
    ask_unexpected: "如果这不是您的要求，请关闭此页面。",

    connected_heading: "已连接",
    connected: "您的 {provider} 账号已连接。您可以关闭此窗口。",

    reopen_heading: "请您重新打开应用",
    reopen: "此页面只能打开一次，而且只在短时间内有效。请您前往 {provider}，从那里重新打开应用。已连接的账号会保持连接。",

    framed: "{provider} 账号 {account} 已连接。",
    framed_link: "如果您自己在 {origin} 有登录账号，可以将此账号与之关联。新窗口会先询问您。",

    link_heading: "要关联此 {provider} 账号吗？",
    link: "此页面是从 {provider} 以账号 {account} 打开的。只有当该账号属于您，而且是您自己打开了应用时，才请将它关联到您在 {origin} 的用户。",
    link_confirm: "关联账号",
    link_decline: "不关联",
    declined_heading: "未关联",
    declined: "账号没有关联。您可以关闭此窗口。",
};
