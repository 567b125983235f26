// What was said and done with customers, which cannot be changed: chats, calls, remote assistance and
// business records.

import { DAY_S, written } from "../time.js";
import { BASE_AT, COMPANY_IDS, CONTACT_IDS } from "./people.js";
import { row } from "./table.js";

const FIRST_CHAT = 121;
const FIRST_CALL = 123;
const FIRST_ASSIST = 501;

/** Every way in which a call may end. */
const CALL_STATES = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];

/** @template T @param {readonly T[]} list @param {number} i @returns {T} */
const turn = (list, i) => /** @type {T} */ (list[i % list.length]);

export const chats = () =>
  Array.from({ length: 25 }, (_, i) => {
    const at = BASE_AT + i * DAY_S;
    return row(FIRST_CHAT + i, at, {
      type: turn(["1", "2", "3", "4", "5", "8"], i),
      support_id: String(1 + (i % 10)),
      support_name: `示例客服${1 + (i % 10)}`,
      client_id: turn(CONTACT_IDS, i),
      uname: `示例联系人${(i % CONTACT_IDS.length) + 1}`,
      start_time: written(at),
      end_time: written(at + 600),
      client_ip: "192.0.2.1",
      ip_info: "示例省示例市",
      evaluate: turn(["0", "1", "2", "3"], i),
      evaluate_time: i % 4 ? written(at + 601) : "",
      evaluate_remark: "",
      end_type: turn(["1", "2"], i),
      servicer_msg_count: "1",
      client_msg_count: "2",
      first_response: "5",
      response_speed: "5",
      chat_clue: "",
    });
  });

/**
 * The messages of a chat.
 *
 * @param {import("./table.js").Row} chat
 */
export function messagesOf({ created, said }) {
  /** @type {[who: unknown, role: string, type: string, msg: string][]} */
  const lines = [
    [said.uname, "2", "1", "你好，请问怎么开发票？"],
    ["robot", "3", "1", "正在为您转接人工客服。"],
    [said.support_name, "1", "1", "您好，请提供订单号。"],
    [said.uname, "2", "2", "https://files.example.com/1.png"],
  ];
  return lines.map(([spokesman, spokesman_identity, msg_type, msg], i) => ({
    spokesman,
    spokesman_identity,
    msg,
    msg_type,
    create_time: written(created + i * 10),
  }));
}

export const calls = () =>
  Array.from({ length: 22 }, (_, i) => {
    const at = BASE_AT + i * DAY_S;
    const state = turn(CALL_STATES, i);
    const talked = state === "7";
    return row(FIRST_CALL + i, at, {
      direction: i % 3,
      appraise: 1 + (i % 3),
      fromPhone: `1000002${String(i).padStart(4, "0")}`,
      toPhone: "10000000002",
      Transfer: 0,
      TransferTime: "",
      TransferToAgentid: "",
      agentid: 1 + (i % 10),
      digits: 2,
      fromattr: "示例省示例市",
      CallSummary: talked ? "客户咨询价格" : "",
      alertingTime: written(at - 10),
      starttime: written(at),
      endtime: written(at + 90),
      sstime: talked ? written(at + 5) : "",
      setime: talked ? written(at + 85) : "",
      eventFlowState: state,
      callduration: 90,
      seccallduration: talked ? 80 : 0,
      recordurl: talked ? `http://records.example.com/${FIRST_CALL + i}.wav` : "",
    });
  });

export const assists = () =>
  Array.from({ length: 12 }, (_, i) => {
    const at = BASE_AT + i * DAY_S;
    return row(FIRST_ASSIST + i, at, {
      csIdS: String(FIRST_ASSIST + i),
      csBTime: written(at),
      csETime: written(at + 1800),
      csStat: String(i % 6),
      csServicerId: String(1 + (i % 10)),
      uniqueNumber: String(100_000_000 + i),
      csSId: "",
      csPrice: "0",
      payStat: String(i % 5),
      payDateTime: "",
      companyName: "示例公司",
      contactor: `示例联系人${i + 1}`,
      contactMethod: "10000000000",
      ComputerName: `EXAMPLE-PC-${i + 1}`,
      ptId: "",
      ptChildId: "",
      ptThird: "",
      note: "",
      ProblemSolution: "重新安装驱动程序",
      commentScore: turn(["5", "3", "1", "0"], i),
      comment: "",
      isFinish: "1",
      ChatRecord: "1",
      Remote: "1",
      TransferFile: "0",
      FileCount: "0",
      custom_fields: [],
    });
  });

/** @param {"im" | "cc"} module */
export const bizRecords = (module) =>
  Array.from({ length: module === "im" ? 23 : 7 }, (_, i) => {
    const at = BASE_AT + i * DAY_S;
    return row(i + 1, at, {
      recordId: (i + 1).toString(16).padStart(24, module === "im" ? "0" : "c"),
      chatId: module === "im" ? String(FIRST_CHAT + i) : "",
      entryName: "示例入口",
      menuName: "售前咨询",
      content: i === 0 ? "" : "客户咨询价格",
      contactId: i === 0 ? "0" : String(turn(CONTACT_IDS, i)),
      mobile: "10000000000",
      authaccount: "",
      companyId: i === 0 ? "0" : String(turn(COMPANY_IDS, i)),
      agentId: String(1 + (i % 10)),
      agentEmail: `agent${1 + (i % 10)}@example.com`,
      createTime: written(at),
      updateTime: written(at + 3600),
      templateId: "1",
      callId: module === "cc" ? String(FIRST_CALL + i) : "",
      crId: "",
      custom_fields: [{ key: "field_1", value: i % 2 ? "x" : ["x", "y"] }],
      con_custom_fields: [],
    });
  });
