// Agents, contacts and companies, as they are at first. Everybody is made up.

import { DAY_S } from "../time.js";
import { row } from "./table.js";

/** Nine in the morning in China, on the fifth of January 2026. */
export const BASE_AT = Date.UTC(2026, 0, 5, 1) / 1000;

export const AGENTS = 10;

const CONTACTS = 30;
const FIRST_CONTACT = 1_000_001;
/** One whose id is beyond 32 bits. */
const LARGE_CONTACT = 5_000_000_000_001;

export const CONTACT_IDS = [
  ...Array.from({ length: CONTACTS - 1 }, (_, i) => FIRST_CONTACT + i),
  LARGE_CONTACT,
];

const NAMES = ["示例公司", "示例 公司: 北京", "Example Trading Ltd", "Ratio 2:1 示例", "大号示例"];

/** The last is beyond 32 bits; the name of each needs more care than the one before. */
export const COMPANY_IDS = [111, 112, 113, 114, 4_294_967_999];

export const agents = () =>
  Array.from({ length: AGENTS }, (_, i) =>
    row(i + 1, BASE_AT + i * DAY_S, {
      sPassportName: `agent${i + 1}`,
      groupId: i % 2 ? "123,234" : "123",
      sNum: String(888 + i),
      name: `示例客服${i + 1}`,
      gnder: String(1 + (i % 2)),
      email: `agent${i + 1}@example.com`,
      fixnumber: "010-00000000",
      mobile: `1000000${String(i).padStart(4, "0")}`,
      QQ: "10000000",
      isAdmin: i === 0 ? "1" : "0",
      isStat: "1",
    }),
  );

export const contacts = () =>
  CONTACT_IDS.map((id, i) =>
    row(
      id,
      BASE_AT + i * DAY_S,
      {
        name: `示例联系人${i + 1}`,
        mobile: `1000001${String(i).padStart(4, "0")}`,
        email: `contact${i + 1}@example.com`,
        fixnumber: "010-00000000",
        position: "项目经理",
        state: "1",
        QQ: "10000000",
        note: "示例备注",
        companyId: COMPANY_IDS[i % COMPANY_IDS.length],
        uniqueIds: [String(10_000_001 + i)],
        supportId: 1 + (i % AGENTS),
        createrId: 1,
        default: i < COMPANY_IDS.length ? "1" : "0",
        userGroup: "",
        tableName: i % 3 ? "" : "重点,示例",
      },
      {
        field_1: i % 2 ? "11" : "12",
        field_2: "1990-01-01",
        field_3: ["31", "32"],
        field_4: ["41", "411"],
      },
    ),
  );

export const companies = () =>
  COMPANY_IDS.map((id, i) =>
    row(
      id,
      BASE_AT + i * DAY_S,
      {
        companyName: NAMES[i] ?? "",
        supportId: 1 + i,
        servicestarttime: "2026-01-01",
        serviceendtime: "2026-12-31",
        userURL: "https://www.example.com",
        serveNote: "",
        serviceCharge: "0",
        serviceaccount: `fake-account-${i + 1}`,
        servicepassword: `fake-password-${i + 1}`,
        address: "示例地址",
        userGroup: 221,
        tableName: "",
        province: "示例省",
        city: "示例市",
        status: "1",
        service_groupid: "",
      },
      { field_1: String(4334 + i), field_3: "301", field_10: i % 2 ? "231" : "232" },
    ),
  );
