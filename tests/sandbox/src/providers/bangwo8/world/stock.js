// Assets and the knowledge base, as they are at first.

import { DAY_S } from "../time.js";
import { BASE_AT, COMPANY_IDS, CONTACT_IDS } from "./people.js";
import { row } from "./table.js";

/** The only asset table that there is. */
export const ASSET_TABLE = "101";

export const OWNER_TYPES = ["agent", "servicer", "contacter", "company", "servicerGroup"];

const ROWS = 45;

export const assets = () =>
  Array.from({ length: ROWS }, (_, i) =>
    row(25 + i, BASE_AT + i * DAY_S, {
      field_1: `示例设备${i + 1}`,
      field_2: String(60 + i),
      field_3: `SN-${String(i + 1).padStart(6, "0")}`,
      relative_ticket_columnId: "10000001",
      owner: String((i % 3 ? COMPANY_IDS : CONTACT_IDS)[i % 5]),
      ownerType: i % 3 ? "company" : "contacter",
      ticketId: "",
      unique_key: "field_3",
      unique_value: `SN-${String(i + 1).padStart(6, "0")}`,
    }),
  );

export const knowledge = () =>
  Array.from({ length: 12 }, (_, i) =>
    row(i + 1, BASE_AT + i * DAY_S, {
      sQuestion: `示例问题${i + 1}：如何修改密码？`,
      sAnswer: "<p>在<strong>设置</strong>里选择修改密码。</p>",
      sAttachment: [],
      servicerId: "1",
      state: i % 4 ? "1" : "0",
      reviewerId: i % 4 ? "1" : "",
      goodRate: "70%",
      badRate: "30%",
      adoptCount: String(i),
      isFAQ: i < 10 ? "1" : "0",
      relatedQuestion: "",
      similarQuestion: [{ id: String(100 + i), sqname: "密码怎么改" }],
      fId: i % 3 ? String(7 + (i % 3)) : "",
    }),
  );
