// A chart of a run: each contender's time as a multiple of the first one's.
import * as echarts from "echarts";

const WIDTH = 900;
const LINE = 15;
const GAP = 34;

/** Longer bars are cut off; their number is still shown. */
const MOST = 4;

const GREY = "#8a94a6";
const OURS = "#1f6feb";

/** @param {import("./compare.js").Sum[]} results */
export function chartOf(results) {
  const raced = results.filter(({ unit, rows }) => unit === "ms" && rows[0]?.ratio !== undefined);
  const bars = raced.flatMap(({ title, rows }) => [
    { label: `{title|${title}}`, ratio: undefined, isOurs: false },
    ...rows.map(({ name, ratio = 0 }) => ({
      label: name,
      ratio,
      isOurs: name.startsWith("Portaria"),
    })),
  ]);
  const height = bars.length * LINE + GAP * 2;
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  chart.setOption({
    animation: false,
    title: {
      text: "Time, as a multiple of the first line's; less is better",
      left: 12,
      top: 6,
      textStyle: { fontSize: 13, color: GREY },
    },
    grid: { left: 330, right: 70, top: GAP, bottom: GAP },
    xAxis: { type: "value", max: MOST, splitLine: { lineStyle: { color: "#8a94a644" } } },
    yAxis: {
      type: "category",
      inverse: true,
      data: bars.map(({ label }) => label),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        interval: 0,
        fontSize: 11,
        color: GREY,
        rich: { title: { fontWeight: "bold", fontSize: 11, color: GREY } },
      },
    },
    series: [
      {
        type: "bar",
        barWidth: 9,
        data: bars.map(({ ratio, isOurs }) => ({
          value: ratio === undefined ? null : Math.min(ratio, MOST),
          itemStyle: { color: isOurs ? OURS : GREY },
          label: {
            show: ratio !== undefined,
            position: "right",
            fontSize: 11,
            color: GREY,
            formatter: `${ratio?.toFixed(2)} ×`,
          },
        })),
      },
    ],
  });
  // The styles are for a pointer over the chart, which an image does not have.
  const svg = chart.renderToSVGString().replace(/<style.*?<\/style>\s*/gs, "");
  chart.dispose();
  return `${svg}\n`;
}
