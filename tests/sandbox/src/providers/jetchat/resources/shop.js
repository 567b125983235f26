// The shop's products and their variants, discount codes and opening hours.

import { list, OK, one } from "../envelope.js";
import { invalid, missing } from "../refusal.js";
import { matches } from "./handler.js";

/**
 * @typedef {import("../world/shop.js").Product} Product
 * @typedef {import("../world/shop.js").Variant} Variant
 * @typedef {import("../world/world.js").World} World
 * @typedef {import("./handler.js").Ask} Ask
 * @typedef {import("./handler.js").Handlers} Handlers
 */

/**
 * @param {World} world
 * @param {Product} product
 */
const variantsOf = (world, product) =>
  world.variants.all().filter(({ product_id }) => product_id === product.id);

/**
 * @param {World} world
 * @param {Product} product
 */
function productView(world, product) {
  const variants = variantsOf(world, product);
  return {
    id: product.id,
    name: product.name,
    description: product.description,
    image: product.image,
    use_variant: product.use_variant,
    total_qty: variants.reduce((sum, { qty }) => sum + qty, 0),
    num_of_variants: variants.length,
    track_stock: variants.some(({ track_stock }) => track_stock),
    type: product.type,
    vendor: product.vendor,
    variants: variants.map((variant) => ({
      id: variant.id,
      product_id: product.id,
      option_1: product.variant_1_name,
      option_2: product.variant_2_name,
      option_1_value: variant.variant_1_value,
      option_2_value: variant.variant_2_value,
      name: product.name,
      desc: product.description,
      image: variant.image,
      price: variant.price,
      compare_price: variant.compare_price,
      sku: variant.sku,
      barcode: variant.barcode,
    })),
  };
}

const FLAGS = ["taxable", "track_stock", "allow_no_stock_sell"];

/**
 * What was sent of a variant: the flags come as 0 and 1 and are shown as false and true.
 *
 * @param {Record<string, any>} sent
 */
function variantFrom({
  image,
  variant_1_value,
  variant_2_value,
  price,
  compare_price,
  sku,
  barcode,
  qty,
  ...sent
}) {
  const flags = FLAGS.filter((name) => sent[name] !== undefined).map((name) => [
    name,
    sent[name] === 1,
  ]);
  const fields = {
    image,
    variant_1_value,
    variant_2_value,
    price,
    compare_price,
    sku,
    barcode,
    qty,
  };
  return {
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
    ...Object.fromEntries(flags),
  };
}

/**
 * @param {World} world
 * @param {Product} product
 * @param {Record<string, any>} sent
 */
function addVariant(world, product, sent) {
  const display_order = variantsOf(world, product).length + 1;
  return world.variants.add((id) => ({
    id,
    product_id: product.id,
    variant_1_value: "",
    variant_2_value: "",
    image: "",
    price: 0,
    compare_price: 0,
    taxable: false,
    sku: "",
    barcode: "",
    track_stock: false,
    allow_no_stock_sell: false,
    qty: 0,
    display_order,
    ...variantFrom(sent),
  }));
}

/** @param {Ask} ask */
function createProduct({ world, body }) {
  const {
    name,
    description = "",
    image = "",
    note = "",
    status = "active",
    type = "",
    vendor = "",
  } = body;
  const { tags = [], variant_1_name = "", variant_2_name = "", variants = [] } = body;
  const use_variant = body.use_variant === 1;
  const rest = { note, status, tags, variant_1_name, variant_2_name };
  const product = world.products.add((id) => ({
    id,
    name,
    description,
    image,
    use_variant,
    type,
    vendor,
    ...rest,
  }));
  for (const sent of use_variant ? variants : [body]) {
    addVariant(world, product, use_variant ? sent : { ...sent, image: "" });
  }
  return one(productView(world, product));
}

/**
 * @param {World} world
 * @param {Record<string, any>} params
 */
function variantAsked(world, { productId, variantId }) {
  const variant = world.variants.get(variantId);
  if (variant.product_id !== world.products.get(productId).id) throw missing("variant");
  return variant;
}

/** @type {Handlers} */
const products = {
  "shop.products.list": ({ world, params }) => {
    const type = params.product_type_id && world.productTypes.get(params.product_type_id).name;
    const vendor = params.vendor_id && world.productVendors.get(params.vendor_id).name;
    const found = world.products
      .all()
      .filter((each) => matches(params.name, each.name))
      .filter(
        (each) => (type ?? each.type) === each.type && (vendor ?? each.vendor) === each.vendor,
      );
    return list(found, (product) => productView(world, product));
  },
  "shop.products.get": ({ world, params }) =>
    one(productView(world, world.products.get(params.productId))),
  "shop.products.create": createProduct,
  "shop.products.update": ({ world, params, body: { id: _, ...changes } }) =>
    one(productView(world, Object.assign(world.products.get(params.productId), changes))),
  "shop.products.delete": ({ world, params }) => {
    const product = world.products.get(params.productId);
    for (const variant of variantsOf(world, product)) world.variants.remove(variant);
    world.products.remove(product);
    return OK;
  },
  "shop.variants.list": ({ world, params }) =>
    list(variantsOf(world, world.products.get(params.productId))),
  "shop.variants.get": ({ world, params }) => one(variantAsked(world, params)),
  "shop.variants.create": ({ world, params, body }) =>
    one(addVariant(world, world.products.get(params.productId), body)),
  "shop.variants.update": ({ world, params, body }) =>
    one(Object.assign(variantAsked(world, params), variantFrom(body))),
  "shop.variants.delete": ({ world, params }) => {
    world.variants.remove(variantAsked(world, params));
    return OK;
  },
};

/** @param {any} code */
function summaryOf({ type, discount_percentage, discount_amount }) {
  if (type === "free_shipping") return "Free shipping";
  return type === "percentage" ? `${discount_percentage}% off` : `${discount_amount} off`;
}

/** @param {any} code */
const codeView = (code) => ({ ...code, summary: summaryOf(code) });

/** @param {Ask} ask */
function codeWritten({ world, params }) {
  return world.discountCodes.only(({ code }) => code === params.code);
}

/**
 * No two codes are the same.
 *
 * @param {World} world
 * @param {string | undefined} wanted
 * @param {number} [own] the code that may keep it
 */
function free(world, wanted, own) {
  if (world.discountCodes.find(({ id, code }) => code === wanted && id !== own)) {
    throw invalid({ code: ["This code is in use already."] });
  }
}

/** @type {Handlers} */
const discountCodes = {
  "shop.discountCodes.list": ({ world, params }) =>
    list(
      world.discountCodes.all().filter(({ code }) => matches(params.code, code)),
      codeView,
    ),
  "shop.discountCodes.get": ({ world, params }) =>
    one(codeView(world.discountCodes.get(params.codeId))),
  "shop.discountCodes.getByCode": (ask) => one(codeView(codeWritten(ask))),
  "shop.discountCodes.create": ({ world, body }) => {
    free(world, body.code);
    const blank = {
      discount_percentage: 0,
      discount_amount: 0,
      once_per_order: 0,
      min_require: "none",
    };
    const none = {
      min_price: 0,
      min_qty: 0,
      has_usage_limit: 0,
      max_usage_count: 0,
      one_per_customer: 0,
    };
    const { code, type, start_time, end_time, ...rest } = body;
    const made = { code, type, ...blank, ...none, start_time, end_time, ...rest };
    return one(codeView(world.discountCodes.add((id) => ({ id, ...made }))));
  },
  "shop.discountCodes.update": ({ world, params, body }) => {
    const found = world.discountCodes.get(params.codeId);
    free(world, body.code, found.id);
    return one(codeView(Object.assign(found, body)));
  },
  "shop.discountCodes.delete": ({ world, params }) => {
    world.discountCodes.remove(world.discountCodes.get(params.codeId));
    return OK;
  },
  "shop.discountCodes.deleteByCode": (ask) => {
    ask.world.discountCodes.remove(codeWritten(ask));
    return OK;
  },
};

const QUARTER = /^(([01]\d|2[0-3]):(00|15|30|45)|24:00)$/;

/**
 * @param {any} day
 * @param {number} i
 */
function timesMissing(day, i) {
  const wanted = { open_1: ["start", "end"], open_2: ["start", "end", "start_2", "end_2"] };
  const names = wanted[/** @type {keyof typeof wanted} */ (day.option)] ?? [];
  const wrong = names.filter((name) => !QUARTER.test(day[name] ?? ""));
  return wrong.map((name) => [
    `data.${i}.${name}`,
    [`The field data.${i}.${name} must be a quarter of an hour.`],
  ]);
}

/** @type {Handlers} */
const hours = {
  "shop.businessHours.get": ({ world }) => list(world.businessHours),
  "shop.businessHours.update": ({ world, body }) => {
    const problems = body.data.flatMap(timesMissing);
    if (problems.length) throw invalid(Object.fromEntries(problems));
    for (const day of body.data) {
      const known = world.businessHours.find(({ id }) => id === day.id);
      if (known) Object.assign(known, day);
    }
    return list(world.businessHours);
  },
};

/** @type {Handlers} */
export const shop = { ...products, ...discountCodes, ...hours };
