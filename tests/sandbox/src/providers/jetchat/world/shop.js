// What the ready-made shop sells, and where and when.

export const PRODUCT_TAGS = named(41, ["new", "sale", "handmade"]);
export const PRODUCT_TYPES = named(51, ["Shoes", "Bread", "Gift cards"]);
export const PRODUCT_VENDORS = named(61, ["Corner Workshop", "Example Bakery"]);

/**
 * @param {number} first
 * @param {string[]} names
 */
function named(first, names) {
  return names.map((name, i) => ({ id: first + i, name }));
}

/**
 * @typedef {Object} Variant
 * @property {number} id
 * @property {number} product_id
 * @property {string} variant_1_value
 * @property {string} variant_2_value
 * @property {string} image
 * @property {number} price
 * @property {number} compare_price
 * @property {boolean} taxable
 * @property {string} sku
 * @property {string} barcode
 * @property {boolean} track_stock
 * @property {boolean} allow_no_stock_sell
 * @property {number} qty
 * @property {number} display_order
 *
 * @typedef {Object} Product
 * @property {number} id
 * @property {string} name
 * @property {string} description
 * @property {string} image
 * @property {string} note
 * @property {string} status
 * @property {boolean} use_variant
 * @property {string} type
 * @property {string} vendor
 * @property {string[]} tags
 * @property {string} variant_1_name
 * @property {string} variant_2_name
 */

const WARES = /** @type {[name: string, type: string, price: number, sizes: string[]][]} */ ([
  ["Red sneakers", "Shoes", 249.9, ["38", "39", "40"]],
  ["Rain boots", "Shoes", 189, ["36", "41"]],
  ["Sourdough loaf", "Bread", 12.99, []],
  ["Gift card", "Gift cards", 50, []],
]);

/** @type {Product[]} */
export const PRODUCTS = WARES.map(([name, type, , sizes], i) => ({
  id: 71 + i,
  name,
  description: `${name}, made up for this sandbox`,
  image: `https://files.example.com/wares/${71 + i}.png`,
  note: "",
  status: "active",
  use_variant: sizes.length > 0,
  type,
  vendor: type === "Bread" ? "Example Bakery" : "Corner Workshop",
  tags: i ? [] : ["new"],
  variant_1_name: sizes.length ? "Size" : "",
  variant_2_name: "",
}));

/** @type {Variant[]} */
export const VARIANTS = WARES.flatMap(([, , price, sizes], i) =>
  (sizes.length ? sizes : [""]).map((size, j) => ({
    id: 101 + i * 10 + j,
    product_id: 71 + i,
    variant_1_value: size,
    variant_2_value: "",
    image: "",
    price,
    compare_price: Math.ceil(price * 1.2),
    taxable: true,
    sku: `SKU-${i}-${j}`,
    barcode: "",
    track_stock: i < 3,
    allow_no_stock_sell: i === 2,
    qty: 20 - j,
    display_order: j + 1,
  })),
);

export const DISCOUNT_CODES = [
  {
    id: 81,
    code: "WELCOME10",
    type: "percentage",
    discount_percentage: 10,
    discount_amount: 0,
    once_per_order: 1,
    min_require: "none",
    min_price: 0,
    min_qty: 0,
    has_usage_limit: 0,
    max_usage_count: 0,
    one_per_customer: 1,
    start_time: "2026-01-01 00:00:00",
    end_time: "2026-12-31 23:59:59",
  },
];

export const LOCATIONS = [
  { id: 91, name: "Main street", address: "1 Example Street", note: "", lat: 1.25, lng: -2.5 },
  {
    id: 92,
    name: "Harbour",
    address: "2 Sample Quay",
    note: "closed in winter",
    lat: 1.5,
    lng: -2.75,
  },
];

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

export const BUSINESS_HOURS = DAYS.map((name, i) => ({
  id: String(i + 1),
  name,
  option: i === 6 ? "close" : i === 5 ? "open_1" : "open_2",
  start: "09:00",
  end: "12:30",
  start_2: "14:00",
  end_2: "18:00",
}));
