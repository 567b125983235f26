// Records and answers in the form that Bangwo8 and its integrations are known to send. Every value is made up.

export const DONE = { status: "0", message: "Insert ok", data: false };
export const BOUND = { data: true, msg: "success" };
export const IMPORTED = { errcode: 0, errmsg: "ok" };

export const TICKET = {
  ticketId: "2002",
  subject: "样例",
  descript: "样例的描述",
  ticketStatus: "3",
  priorityLevel: "1",
  custom_fields: [{ key: "field_2", value: "y" }],
};
export const AGENT = {
  sId: 2,
  url: "https://www.bangwo8.com/api/v1/supports/2.json",
  sPassportName: "agent2",
  groupId: "321,432",
  sNum: "777",
  name: "样例",
  gnder: "1",
  email: "agent2@example.com",
  fixnumber: "020-00000000-0000",
  mobile: "10000000002",
  QQ: "20000000",
  isAdmin: "1",
  createDT: "2018-10-13 11:13:23",
};
export const CONTACT = {
  cId: 2,
  url: "https://www.bangwo8.com/api/v1/users_v2/2.json",
  name: "样例",
  mobile: "10000000002",
  email: "contact2@example.com",
  fixnumber: "020-00000000",
  position: "工程师",
  QQ: "20000000",
  note: "样例备注",
  companyId: 321,
  uniqueId: "20000002",
  supportId: 4,
  createDT: "2018-10-13 11:13:23",
  updateDT: "2018-10-13 11:13:23",
  custom_fields: [],
};
export const COMPANY = {
  uId: 222,
  url: "https://www.bangwo8.com/api/v1/companies/222.json",
  companyName: "样例公司",
  servicestarttime: "2018-01-01",
  serviceendtime: "2018-12-31",
  serviceaccount: "made-up-account",
  servicepassword: "made-up-password",
  address: "样例地址",
  createDT: "2017-11-22",
  updateDT: "2018-03-14",
  custom_fields: [
    { key: "field_1", value: "1221" },
    { key: "field_3", value: "否" },
    { key: "field_2", value: "另一项" },
  ],
  userGroup: 112,
};
export const FIELD = {
  id: 2,
  name: "产品型号",
  key: "field_11",
  type: "1",
  system: "0",
  custom_field_options: [{ key: "132", value: "工单模块" }],
};
export const BINDING = {
  aId: "100002",
  cId: "1000002",
  account: "u2_100002_fedcba9876543210fedcba9876543210",
  remark: "",
  templateId: "0",
  openId: "3000002",
  appId: "",
  account_source: "dingding",
};
export const BUSINESS_RECORD = {
  recordId: "000000000000000000000002",
  chatId: "100003",
  content: "",
  contactId: "0",
  companyId: "0",
  agentId: "100004",
  createTime: "2025-02-23 17:42:33",
};
export const ASSET = {
  rId: "31",
  field_1: "样例",
  field_2: "75",
  relative_ticket_columnId: "10000009",
  owner: "1000007",
  ownerType: /** @type {const} */ ("servicer"),
};
export const CALL = {
  callid: 321,
  direction: 1,
  appraise: 2,
  fromPhone: "10000000003",
  toPhone: "10000000004",
  Transfer: 0,
  TransferTime: "2018-9-8 11:21:13",
  TransferToAgentid: 342,
  agentid: 231,
  digits: 3,
  fromattr: "上海市",
  CallSummary: "…",
  alertingTime: "2018-09-08 11:21:13",
  starttime: "2018-09-08 11:22:11",
  endtime: "2018-09-08 11:23:41",
  sstime: "2018-09-08 11:22:16",
  setime: "2018-09-08 11:23:36",
  eventFlowState: "7",
  callduration: 90,
  seccallduration: 80,
  recordurl: "http://records.example.com/2.wav",
};
