// Small plots of a run, as SVG that is legible on a light and on a dark page: throughput, waiting, growth, memory.
import * as echarts from 'echarts';
import { median } from './figures.ts';

const ink = '#7a828e';
const ours = '#2f81f7';
const others = '#a5adb8';

/** Those for which the sections have figures: `{ file, alt, svg }`. */
export function drawPlots(sections) {
  const find = (title) => sections.find((section) => section.title.startsWith(title));
  const reads = find('Reads');
  const growth = find('Growth');
  const memory = find('Memory over');
  return [
    reads && bars('throughput.svg', 'Requests a second, by question and server', reads, ['req/s']),
    reads &&
      bars(
        'waiting.svg',
        'Milliseconds until the answer at the top load (logarithmic): the median, and all but one in a hundred',
        reads,
        ['p50 ms', 'p99 ms'],
        // Side by side, the slowest would leave nothing to be seen of the others.
        { type: 'log', min: 1 },
      ),
    growth && bars('growth.svg', 'Median milliseconds of a list, by what is in the database', growth, ['p50 ms']),
    memory && line('memory.svg', 'Megabytes that the server holds, over the soak', memory, 'MB'),
  ].filter(Boolean);
}

function bars(file, alt, { figures }, units, scale = { type: 'value' }) {
  const names = [...new Set(figures.map(({ name }) => name))].reverse();
  const values = (unit) =>
    names.map((name) => median(figures.find((figure) => figure.name === name && figure.unit === unit).values));
  const isOurs = (name) => !/^\(|better-auth/.test(name);
  const legend = units.length > 1 ? { left: 0, top: 26, textStyle: { color: ink } } : undefined;
  const top = legend ? 58 : 34;
  const height = top + 26 + names.length * (units.length === 1 ? 24 : 34);
  const svg = draw(760, height, alt, {
    legend,
    grid: { left: 300, right: 70, top, bottom: 8 },
    xAxis: { ...scale, show: false },
    yAxis: {
      type: 'category',
      data: names.map(plain),
      axisLabel: { color: ink, width: 285, overflow: 'break' },
      axisTick: { show: false },
      axisLine: { show: false },
    },
    series: units.map((unit, nth) => ({
      name: unit,
      type: 'bar',
      data: values(unit).map((value, index) => ({
        value,
        itemStyle: { color: isOurs(names[index]) ? ours : others, opacity: nth === 0 ? 1 : 0.45 },
      })),
      itemStyle: { color: ours, opacity: nth === 0 ? 1 : 0.45 },
      label: { show: true, position: 'right', color: ink, formatter: ({ value }) => shorten(value) },
    })),
  });
  return { file, alt, svg };
}

function line(file, alt, { figures }, unit) {
  const { values } = figures.find((figure) => figure.unit === unit);
  const svg = draw(560, 240, alt, {
    grid: { left: 48, right: 24, top: 40, bottom: 30 },
    xAxis: {
      type: 'category',
      data: values.map((_value, nth) => nth + 1),
      axisLabel: { color: ink },
      axisLine: { lineStyle: { color: ink } },
    },
    yAxis: { type: 'value', min: 0, axisLabel: { color: ink }, splitLine: { lineStyle: { color: ink, opacity: 0.2 } } },
    series: [
      {
        type: 'line',
        data: values,
        lineStyle: { color: ours },
        itemStyle: { color: ours },
        label: { show: true, position: 'top', color: ink, formatter: ({ value }) => shorten(value) },
      },
    ],
  });
  return { file, alt, svg };
}

function draw(width, height, title, option) {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    title: { text: title, textStyle: { color: ink, fontSize: 13, fontWeight: 'normal' } },
    ...option,
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function plain(name) {
  return name.replaceAll('`', '');
}

function shorten(value) {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(1);
}
