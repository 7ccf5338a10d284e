// Measurements as charts: a colour for each target, the same on all of them.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "reports/figures.h"
#include "reports/html.h"
#include "reports/html_chart.h"
#include "reports/html_curves.h"
#include "reports/speed.h"

namespace wfx {
namespace {

using MeasuredRow = Comparison::Row<Measurement>;

// The charts of so many cases are open at first.
constexpr std::size_t kOpenCases = 3;

// The least and the greatest of all points.
struct Extent {
  double low = 0, high = 0;
  bool is_empty = true;
  void Take(double value) {
    low = is_empty ? value : std::min(low, value);
    high = is_empty ? value : std::max(high, value);
    is_empty = false;
  }
};

Extent ExtentOf(const std::vector<Curve>& curves, double Point::*coordinate) {
  Extent extent;
  for (const Curve& curve : curves)
    for (const Point& point : curve.points) extent.Take(point.*coordinate);
  return extent;
}

Axis TimeAxis(const std::vector<Curve>& curves, double Point::*coordinate) {
  const Extent extent = ExtentOf(curves, coordinate);
  return LogarithmicAxis("latency", std::max(extent.low, 1.0), std::max(extent.high, 1.0),
                         &ShortTime);
}

Axis PercentileAxis(const std::vector<Curve>& curves) {
  Axis axis{
      "percentile", 0, ExtentOf(curves, &Point::x).high, false, {{0, "0"}, {NinesOf(0.5), "50"}},
      nullptr};
  std::string text = "90";
  for (int nines = 1; nines <= axis.high && nines <= 9; ++nines) {
    axis.ticks.push_back({static_cast<double>(nines), text});
    text = nines == 1 ? "99" : nines == 2 ? "99.9" : text + "9";
  }
  return axis;
}

// A curve of each column that has points.
template <typename PointsOf>
std::vector<Curve> CurvesOf(const Comparison& comparison, const MeasuredRow& row,
                            PointsOf points_of) {
  std::vector<Curve> curves;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    if (!HasFigures(row.cells[i])) continue;
    Curve curve{comparison.columns()[i].label, i, points_of(*row.cells[i])};
    if (!curve.points.empty()) curves.push_back(std::move(curve));
  }
  return curves;
}

std::string PercentileChart(const Comparison& comparison, const MeasuredRow& row) {
  std::vector<Curve> curves = CurvesOf(
      comparison, row, [](const Measurement& one) { return PercentilesOf(one.histogram); });
  if (curves.empty()) return "";
  Axis x = PercentileAxis(curves), y = TimeAxis(curves, &Point::y);
  return Svg({"Latency by percentile", std::move(x), std::move(y), std::move(curves)});
}

std::string HistogramChart(const Comparison& comparison, const MeasuredRow& row) {
  std::vector<Curve> curves =
      CurvesOf(comparison, row, [](const Measurement& one) { return OutlineOf(one.histogram); });
  if (curves.empty()) return "";
  Axis x = TimeAxis(curves, &Point::x);
  Axis y = LinearAxis("", ExtentOf(curves, &Point::y).high, &ShortNumber);
  return Svg({"Histogram: % of the writes", std::move(x), std::move(y), std::move(curves)});
}

std::string SeriesChart(const Comparison& comparison, const MeasuredRow& row) {
  std::vector<Curve> curves;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    if (!HasFigures(row.cells[i])) continue;
    for (std::vector<Point>& points : RatesOf(*row.cells[i]))
      if (!points.empty()) curves.push_back({comparison.columns()[i].label, i, std::move(points)});
  }
  if (curves.empty()) return "";
  Axis x = LinearAxis("seconds, a line for each repetition", ExtentOf(curves, &Point::x).high,
                      &ShortNumber);
  Axis y = LinearAxis("", ExtentOf(curves, &Point::y).high, &ShortNumber);
  return Svg({"Writes a second over time", std::move(x), std::move(y), std::move(curves)});
}

// "length=4k" of "length=4k,queue_depth=8"; none for a case that names no depth.
std::optional<std::string> WithoutDepth(const std::string& case_id) {
  const std::size_t at = case_id.find("queue_depth=");
  if (at == case_id.npos || (at != 0 && case_id[at - 1] != ',')) return std::nullopt;
  const std::size_t comma = case_id.find(',', at);
  if (comma != case_id.npos) return case_id.substr(0, at) + case_id.substr(comma + 1);
  return case_id.substr(0, at == 0 ? 0 : at - 1);
}

// Rows that differ in their depth alone.
struct DepthGroup {
  std::string name;
  std::vector<const MeasuredRow*> rows;
};

std::vector<DepthGroup> DepthGroupsOf(const Comparison& comparison) {
  std::vector<DepthGroup> groups;
  std::map<std::string, std::size_t> places;
  for (const MeasuredRow& row : comparison.measurements()) {
    const std::optional<std::string> rest = WithoutDepth(row.case_id);
    if (!rest) continue;
    const std::string name = row.scenario + (rest->empty() ? "" : "/" + *rest);
    const auto [place, is_new] = places.try_emplace(name, groups.size());
    if (is_new) groups.push_back({name, {}});
    groups[place->second].rows.push_back(&row);
  }
  std::erase_if(groups, [](const DepthGroup& group) { return group.rows.size() < 2; });
  return groups;
}

// One figure of each column against the depth it was asked for.
std::vector<Curve> AgainstDepth(const Comparison& comparison, const DepthGroup& group,
                                const std::string& figure, bool is_dashed,
                                double (*of)(const Measurement&)) {
  std::vector<Curve> curves;
  for (std::size_t i = 0; i < comparison.columns().size(); ++i) {
    Curve curve{comparison.columns()[i].label + figure, i, {}, is_dashed, true};
    for (const MeasuredRow* row : group.rows)
      if (HasFigures(row->cells[i]) && row->cells[i]->asked_depth != 0)
        curve.points.push_back(
            {static_cast<double>(row->cells[i]->asked_depth), of(*row->cells[i])});
    std::ranges::sort(curve.points, {}, &Point::x);
    if (!curve.points.empty()) curves.push_back(std::move(curve));
  }
  return curves;
}

// Marks at the depths themselves.
Axis DepthAxis(const std::vector<Curve>& curves) {
  const Extent extent = ExtentOf(curves, &Point::x);
  Axis axis{"queue depth", extent.low, extent.high, true, {}, &ShortNumber};
  for (const Curve& curve : curves)
    for (const Point& point : curve.points)
      if (std::ranges::find(axis.ticks, point.x, &Axis::Tick::at) == axis.ticks.end())
        axis.ticks.push_back({point.x, ShortNumber(point.x)});
  return axis;
}

std::string DepthCharts(const Comparison& comparison, const DepthGroup& group) {
  std::vector<Curve> rates = AgainstDepth(comparison, group, "", false, [](const Measurement& one) {
    return one.seconds <= 0 ? 0 : static_cast<double>(one.writes) / one.seconds;
  });
  if (rates.empty()) return "";
  std::vector<Curve> times =
      AgainstDepth(comparison, group, ", p50", false,
                   [](const Measurement& one) { return static_cast<double>(one.latency.p50); });
  std::ranges::move(
      AgainstDepth(comparison, group, ", p99", true,
                   [](const Measurement& one) { return static_cast<double>(one.latency.p99); }),
      std::back_inserter(times));
  Axis depths = DepthAxis(rates);
  Axis rate = LinearAxis("", ExtentOf(rates, &Point::y).high, &ShortNumber);
  Axis time = TimeAxis(times, &Point::y);
  return "<section class=\"charts\"><h4><code>" + Escaped(group.name) + "</code></h4>\n" +
         Svg({"Writes a second by queue depth", depths, std::move(rate), std::move(rates)}) +
         Svg({"Latency by queue depth: p50, p99 dashed", depths, std::move(time),
              std::move(times)}) +
         "</section>\n";
}

std::string Legend(const Comparison& comparison) {
  std::string html = "<ul class=\"legend\">\n";
  for (std::size_t i = 0; i < comparison.columns().size(); ++i) {
    if (std::ranges::none_of(comparison.measurements(),
                             [&](const MeasuredRow& row) { return HasFigures(row.cells[i]); }))
      continue;
    html += "<li class=\"colour" + std::to_string(i % kChartColours) +
            "\"><svg width=\"24\" height=\"10\" aria-hidden=\"true\"><path class=\"curve\" d=\"M0 "
            "5H24\"/></svg> " +
            Escaped(comparison.columns()[i].label) + "</li>\n";
  }
  return html + "</ul>\n";
}

}  // namespace

std::string HtmlCharts(const Comparison& comparison) {
  std::string depths, cases;
  for (const DepthGroup& group : DepthGroupsOf(comparison))
    depths += DepthCharts(comparison, group);
  std::size_t shown = 0;
  for (const MeasuredRow& row : comparison.measurements()) {
    const std::string charts = PercentileChart(comparison, row) + HistogramChart(comparison, row) +
                               SeriesChart(comparison, row);
    if (charts.empty()) continue;
    cases += std::string("<details class=\"charts\"") + (shown++ < kOpenCases ? " open" : "") +
             "><summary><code>" + Escaped(row.Id()) + "</code></summary>\n" + charts +
             "</details>\n";
  }
  if (cases.empty()) return "";
  std::string html = "<h2>Charts</h2>\n" + Legend(comparison);
  if (!depths.empty()) html += "<h3>Against queue depth</h3>\n" + depths;
  return html + "<h3>Each case</h3>\n" + cases;
}

}  // namespace wfx
