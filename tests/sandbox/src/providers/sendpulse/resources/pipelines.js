// Pipelines and their steps.

import { TEAM } from "../world/crm.js";
import { data, deny, GONE, row } from "./crmAsk.js";
import { fields, isText } from "./handler.js";

/**
 * @typedef {import("../world/crm.js").Pipeline} Pipeline
 * @typedef {import("./handler.js").Ask} Ask
 */

/** What of a step may be written. */
const STEP = ["name", "order", "color", "addEndHours", "notifyIn"];

/**
 * @param {Ask} ask
 * @param {unknown} [id]
 */
export const pipelineIn = (ask, id = ask.path.pipelineId) =>
  row(ask, ask.world.crm.pipelines, id, "pipeline");

/**
 * A step that belongs to the pipeline.
 *
 * @param {Ask} ask
 * @param {Pipeline} pipeline
 * @param {unknown} id
 */
export function stepIn(ask, pipeline, id) {
  const step = row(ask, ask.world.crm.steps, id, "step");
  if (step.pipelineId !== pipeline.id) throw deny(ask, 404, "The pipeline has no such step.");
  return step;
}

/**
 * @param {Ask} ask
 * @param {Pipeline} pipeline
 */
const stepsOf = ({ world }, { id }) =>
  world.crm.steps
    .all()
    .filter(({ pipelineId }) => pipelineId === id)
    .sort((one, other) => one.order - other.order);

/**
 * @param {Ask} ask
 * @param {Pipeline} pipeline
 */
function view(ask, pipeline) {
  const { id, name, order, settings } = pipeline;
  const steps = stepsOf(ask, pipeline);
  return { id, userId: ask.account.user_id, name, status: 1, order, steps, settings };
}

/** @param {Ask} ask */
const stepFields = (ask) => {
  const sent = fields(ask);
  return Object.fromEntries(
    STEP.filter((name) => sent[name] !== undefined).map((name) => [name, sent[name]]),
  );
};

/** @type {import("./handler.js").Handlers} */
export const pipelines = {
  "crm.pipelines.create": (ask) => {
    const { name = "Pipeline", settings = [] } = fields(ask);
    const { pipelines: all } = ask.world.crm;
    const made = all.add((id) => ({ id, name, order: all.size() + 1, settings }));
    return { status: 201, ...data(view(ask, made)) };
  },
  "crm.pipelines.list": (ask) => {
    const rows = ask.world.crm.pipelines.all().sort((one, other) => one.order - other.order);
    return data(rows.map((pipeline) => view(ask, pipeline)));
  },
  "crm.pipelines.get": (ask) => data(view(ask, pipelineIn(ask))),
  "crm.pipelines.update": (ask) => {
    const pipeline = pipelineIn(ask);
    const { name = pipeline.name, order = pipeline.order, settings } = fields(ask);
    if (!isText(name)) throw deny(ask, 422, "name is empty.");
    Object.assign(pipeline, { name, order, settings: settings ?? pipeline.settings });
    return data(view(ask, pipeline));
  },
  "crm.pipelines.listSteps": (ask) => data(stepsOf(ask, pipelineIn(ask))),
  "crm.pipelines.createStep": (ask) => {
    const pipeline = pipelineIn(ask);
    const step = ask.world.crm.steps.add((id) => ({
      id,
      pipelineId: pipeline.id,
      name: "Step",
      order: stepsOf(ask, pipeline).length,
      status: 1,
      color: "#000000",
      addEndHours: null,
      notifyIn: "0",
      ...stepFields(ask),
    }));
    return data(step);
  },
  "crm.pipelines.updateStep": (ask) => {
    const step = stepIn(ask, pipelineIn(ask), ask.path.stepId);
    return data(Object.assign(step, stepFields(ask)));
  },
  "crm.pipelines.deleteStep": (ask) => {
    const step = stepIn(ask, pipelineIn(ask), ask.path.stepId);
    const { steps, deals } = ask.world.crm;
    if (deals.find(({ stepId }) => stepId === step.id)) {
      throw deny(ask, 422, "Deals stand on this step.");
    }
    steps.remove(step);
    return GONE;
  },
  "crm.users.list": () =>
    data(
      TEAM.map((member) => ({
        ...member,
        email: `${member.firstname.toLowerCase()}@example.com`,
        avatar: "",
        lang: "en",
        timezone: 0,
        currency: "EUR",
      })),
    ),
};
