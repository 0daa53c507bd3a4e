/** Loaded when Home is already there: the library of charts is larger than all else on it. */
import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { type Day, sorts } from './decision-sorts.ts';

const dayName = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

export default function DecisionsChart({ days }: { days: Day[] }) {
  return (
    <BarChart
      h={240}
      type="stacked"
      data={days.map(({ date, ...numbers }) => ({ ...numbers, day: dayName.format(new Date(date)) }))}
      dataKey="day"
      series={[...sorts]}
      withLegend
      legendProps={{ verticalAlign: 'bottom', itemSorter: null }}
      gridAxis="x"
      tickLine="none"
      xAxisProps={{ interval: 'equidistantPreserveStart' }}
      yAxisProps={{ allowDecimals: false, width: 44 }}
      barProps={{ isAnimationActive: false }}
      barChartProps={{ accessibilityLayer: false }}
      tooltipAnimationDuration={0}
    />
  );
}
