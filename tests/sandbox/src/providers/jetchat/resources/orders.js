// What subscribers are about to buy, and what they have bought.

import { list, OK, one } from "../envelope.js";
import { invalid, missing } from "../refusal.js";
import { local } from "../time.js";
import { personIn, personNamed } from "./people.js";

/**
 * @typedef {import("../world/person.js").Line} Line
 * @typedef {import("../world/person.js").Person} Person
 * @typedef {import("../world/world.js").Order} Order
 * @typedef {import("../world/world.js").World} World
 * @typedef {import("./handler.js").Ask} Ask
 */

const CURRENCY = "brl";

/** @param {number} amount */
const money = (amount) => Math.round(amount * 100) / 100;

/**
 * @param {World} world
 * @param {Line[]} lines
 */
function totals(world, lines) {
  const found = lines.filter(({ variant_id }) => world.variants.has(variant_id));
  return {
    num_of_items: found.reduce((sum, { qty }) => sum + qty, 0),
    total_price: money(
      found.reduce(
        (sum, { variant_id, qty }) => sum + qty * world.variants.get(variant_id).price,
        0,
      ),
    ),
  };
}

/**
 * @param {World} world
 * @param {Person} person
 */
function cartView(world, person) {
  const items = person.cart
    .filter(({ variant_id }) => world.variants.has(variant_id))
    .map(({ variant_id, qty }) => {
      const variant = world.variants.get(variant_id);
      const { name, description, image } = world.products.get(variant.product_id);
      return {
        id: variant_id,
        product_id: variant.product_id,
        name,
        desc: description,
        image: variant.image || image,
        price: variant.price,
        compare_price: variant.compare_price,
        currency: CURRENCY,
        num: qty,
        subtotal: money(variant.price * qty),
      };
    });
  const at = local(person.cart_since);
  return { id: person.id, created_at: at, updated_at: at, items, ...totals(world, person.cart) };
}

/**
 * More pieces of a variant, if it is there and there are enough.
 *
 * @param {Ask} ask
 */
function addToCart(ask) {
  const { world, body, now } = ask;
  const person = personIn(ask);
  if (body.variant_id === undefined) return OK;
  const { id, track_stock, allow_no_stock_sell, qty: stock } = world.variants.get(body.variant_id);
  const line = person.cart.find(({ variant_id }) => variant_id === id);
  const qty = (line?.qty ?? 0) + (body.qty ?? 1);
  if (track_stock && !allow_no_stock_sell && qty > stock) {
    throw invalid({ qty: [`There are only ${stock} pieces left.`] });
  }
  if (line) line.qty = qty;
  else person.cart.push({ variant_id: id, qty });
  person.cart_since ||= now;
  return OK;
}

/**
 * @param {Ask} ask
 * @param {Person} person
 * @param {Line[]} items
 * @param {string} status
 * @param {Record<string, unknown>} details
 */
function placeOrder({ world }, person, items, status, details) {
  const bought = items.map(({ variant_id }) => world.variants.get(variant_id));
  bought.forEach((variant, i) => {
    if (variant.track_stock) variant.qty -= items[i]?.qty ?? 0;
  });
  const user_ns = world.people.nameOf(person);
  const { total_price } = totals(world, items);
  return world.orders.add((id) => ({ id, user_ns, status, items, total_price, details }));
}

/**
 * @param {Line[] | undefined} items
 * @returns {Line[]}
 */
const linesOf = (items) =>
  (items ?? [])
    .filter(({ variant_id }) => variant_id !== undefined)
    .map(({ variant_id, qty = 1 }) => ({ variant_id, qty }));

/** @type {import("./handler.js").Handlers} */
export const orders = {
  "shop.cart.get": (ask) => one(cartView(ask.world, personNamed(ask, ask.params))),
  "shop.cart.add": addToCart,
  "shop.cart.remove": (ask) => {
    const person = personIn(ask);
    const { variant_id: gone } = ask.body;
    if (gone === undefined) return OK;
    if (!person.cart.some(({ variant_id }) => variant_id === gone))
      throw missing("line in the cart");
    person.cart = person.cart.filter(({ variant_id }) => variant_id !== gone);
    return OK;
  },
  "shop.cart.empty": (ask) => {
    personIn(ask).cart = [];
    return OK;
  },
  "shop.cart.pay": (ask) => {
    const person = personIn(ask);
    if (!person.cart.length) throw invalid({ user_ns: ["The cart is empty."] });
    const { user_ns: _, ...details } = ask.body;
    placeOrder(ask, person, person.cart, "paid", details);
    person.cart = [];
    return OK;
  },
  "shop.orders.list": ({ world, params }) =>
    list(
      world.orders.all().filter(({ user_ns }) => (params.user_ns ?? user_ns) === user_ns),
      ({ id, total_price, status }) => ({
        id,
        total: total_price.toFixed(2),
        currency: CURRENCY,
        status,
      }),
    ),
  "shop.orders.get": ({ world, params }) => {
    const { id, items, total_price } = world.orders.get(params.orderId);
    return one({ id, total_price, num_of_items: items.reduce((sum, { qty }) => sum + qty, 0) });
  },
  "shop.orders.create": (ask) => {
    const { user_ns: _, items, status = "ordered", ...details } = ask.body;
    placeOrder(ask, personIn(ask), linesOf(items), status, details);
    return OK;
  },
  "shop.orders.update": ({ world, params, body }) => {
    const order = world.orders.get(params.orderId);
    const { items, status = order.status, ...details } = body;
    if (items) order.items = linesOf(items);
    if (items) order.total_price = totals(world, order.items).total_price;
    order.status = status;
    Object.assign(order.details, details);
    return OK;
  },
  "shop.orders.setStatus": (ask) => {
    const user_ns = ask.world.people.nameOf(personIn(ask));
    const order = ask.world.orders.get(ask.body.order_id);
    if (order.user_ns !== user_ns) throw missing("order");
    order.status = ask.body.status;
    return OK;
  },
};
