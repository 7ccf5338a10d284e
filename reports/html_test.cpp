#include "reports/html.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <regex>
#include <set>

#include "reports/html_chart.h"
#include "reports/html_curves.h"
#include "reports/report.h"
#include "reports/rerun.h"
#include "reports/sample.h"
#include "reports/sections.h"
#include "reports/speed.h"
#include "runner/result_histogram.h"

namespace wfx {
namespace {

constexpr char kHostile[] = "</script><script>alert(1)</script>\" onload=x & 'y' <!-- \xFF\x01";

bool Says(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

// Every opening tag of a page is of these, and what is opened is closed in order.
void ExpectWellFormed(const std::string& html) {
  static const std::set<std::string> kVoid{"meta", "input", "wbr", "path", "rect", "circle"};
  const std::size_t style = html.find("<style>"), script = html.find("<script>");
  std::string marks = html.substr(html.find("<html"), style - html.find("<html"));
  marks += html.substr(html.find("</head>"), script - html.find("</head>")) + "</body></html>";
  std::vector<std::string> open;
  static const std::regex kTag("<(/?)([a-z0-9]+)(?:\\s[^<>]*)?>");
  for (std::sregex_iterator tag(marks.begin(), marks.end(), kTag), end; tag != end; ++tag) {
    const std::string name = (*tag)[2];
    if (kVoid.contains(name)) continue;
    if ((*tag)[1].length() == 0) {
      open.push_back(name);
      continue;
    }
    ASSERT_FALSE(open.empty()) << "nothing is open at " << tag->str();
    ASSERT_EQ(open.back(), name) << "at "
                                 << marks.substr(static_cast<std::size_t>(tag->position()), 200);
    open.pop_back();
  }
  EXPECT_TRUE(open.empty());
}

TEST(Html, EscapesWhateverATextHolds) {
  EXPECT_EQ(Escaped("a < b & \"c\" > d"), "a &lt; b &amp; &quot;c&quot; &gt; d");
  EXPECT_EQ(Escaped("\xC3\xA9\n\t"), "\xC3\xA9\n\t");
  EXPECT_EQ(Escaped(std::string("\0\x1B", 2)), "\xEF\xBF\xBD\xEF\xBF\xBD");
  // A lone byte, an overlong "<", a surrogate, and a sequence that ends early.
  EXPECT_EQ(Escaped("\xFF"
                    "a"),
            "\xEF\xBF\xBD"
            "a");
  EXPECT_EQ(Escaped("\xC0\xBC"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(Escaped("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(Escaped("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Html, TellsWhatTheOtherFormsTell) {
  const std::vector<RunRecord> records{SampleConformance(), SampleBenchmark()};
  const Comparison comparison(records);
  const std::string html = ToHtml(records);
  ExpectWellFormed(html);
  Document head, figures;
  AddHead(head, comparison);
  AddMeasurements(figures, comparison);
  EXPECT_TRUE(Says(html, RenderHtml(head)));
  EXPECT_TRUE(Says(html, RenderHtml(figures)));
  for (const auto add : {AddVerdictCounts, AddKnownDeviations, AddNotRun, AddObserved, AddCoverage,
                         AddEnvironment}) {
    Document document;
    add(document, comparison);
    EXPECT_TRUE(Says(html, RenderHtml(document))) << RenderText(document);
  }
  for (const Failure& failure : FailuresOf(comparison)) {
    Document document;
    AddFailure(document, comparison, failure);
    EXPECT_TRUE(Says(html, RenderHtml(document))) << failure.FullId();
  }
  for (const char* said :
       {"<strong class=\"FAILED\">FAILED</strong>", "What broke the run: 4 cases",
        "wfx-conformance --only 'null_write/completes@default'", "<ol class=\"scenario\">",
        "<tr data-area=\"null_write\" data-verdicts=\"fail\"", "Latency by percentile",
        "Histogram: % of the writes", "Writes a second over time", "Writes a second by queue depth",
        "<title>default: 100k at 8</title>", "<title>default, p50: 78.4 us at 8</title>"})
    EXPECT_TRUE(Says(html, said)) << said;
}

TEST(Html, SpeedOfSeveralTargetsIsTheirThroughputBesideTheBases) {
  const auto speed_of = [](const std::vector<RunRecord>& records) {
    Document document;
    AddSpeed(document, Comparison(records));
    return RenderText(document);
  };
  RunRecord record = SampleBenchmark();
  std::erase_if(record.measurements, [](const Measurement& one) { return !HasFigures(&one); });
  ASSERT_FALSE(record.measurements.empty());
  record.measurements.resize(1);
  EXPECT_TRUE(Says(speed_of({record}), "p50"));
  Measurement other = record.measurements.front();
  other.target = "other";
  for (Series& series : other.series)
    for (Series::Slice& slice : series.slices) slice.writes /= 2;
  other.writes /= 2;
  record.measurements.push_back(other);
  const Measurement& first = record.measurements.front();
  const std::string rate = ShortNumber(static_cast<double>(other.writes) / other.seconds);
  const std::string text = speed_of({record});
  EXPECT_FALSE(Says(text, "p50")) << text;
  EXPECT_TRUE(Says(text, rate + " (")) << rate << " in " << text;
  EXPECT_TRUE(Says(text, ShortNumber(static_cast<double>(first.writes) / first.seconds)));
  // A target without any figure has no column.
  record.measurements.back().errors = {"broke down"};
  record.measurements.push_back(other);
  record.measurements.back().target = "third";
  EXPECT_FALSE(Says(speed_of({record}), "other"));
}

TEST(HtmlChart, MarksOfAnAxisNeverTouch) {
  for (const double high : {3e3, 2e4, 2e5, 3e6, 5e7, 9e9}) {
    const Axis axis = LogarithmicAxis("", 1.3e3, high, &ShortTime);
    EXPECT_LE(axis.ticks.size(), 8u) << high;
    EXPECT_GE(axis.ticks.size(), 2u) << high;
    EXPECT_LE(axis.low, 1.3e3);
    EXPECT_GE(axis.high, high * (1 - 1e-9));
    EXPECT_LE(axis.high, 2.6 * high) << "most of the field would be empty";
  }
}

TEST(Html, NothingInARecordBecomesAMark) {
  RunRecord record = SampleConformance();
  record.run.command = record.run.date = record.environment.os = kHostile;
  record.environment.wine_version = record.environment.cpu = kHostile;
  record.targets[0].name = record.targets[0].mount = record.targets[0].file_system = kHostile;
  record.scenarios.clear();
  for (auto& [id, requirement] : record.requirements) requirement.statement = kHostile;
  for (Deviation& deviation : record.deviations) {
    deviation.cause = deviation.link = kHostile;
    deviation.expires = "2026-11-30";
  }
  for (Result& result : record.results) {
    result.target = result.reason = kHostile;
    result.scenario += kHostile;
    result.case_id = kHostile;
    record.scenarios[result.scenario] = std::string("{\n\"title\": ") + kHostile + "\n";
    result.requirements = {kHostile};
    for (Finding& finding : result.findings)
      finding.expectation = finding.observed = finding.deviation = kHostile;
    for (WriteRecord& write : result.observation.writes) write.name = write.api = kHostile;
  }
  RunRecord bench = SampleBenchmark();
  for (Measurement& measurement : bench.measurements) {
    measurement.target = measurement.api = kHostile;
    measurement.case_id =
        std::string(kHostile) + ",queue_depth=" + std::to_string(measurement.asked_depth);
    for (std::string& error : measurement.errors) error = kHostile;
  }
  const std::string html = ToHtml({record, bench});
  ExpectWellFormed(html);
  // The page's own script is the only one, and no text ends it early.
  EXPECT_EQ(html.find("<script"), html.rfind("<script"));
  EXPECT_EQ(html.find("</script"), html.rfind("</script"));
  EXPECT_FALSE(Says(html, "alert(1)</script>"));
  EXPECT_FALSE(Says(html, "\" onload"));
  EXPECT_FALSE(Says(html, "\xFF"));
}

TEST(Html, MatrixAndChartsHaveOnlyTargetsWithSomethingToShow) {
  RunRecord bench = SampleBenchmark();
  bench.targets[0].name = "measured";
  for (Measurement& measurement : bench.measurements) measurement.target = "measured";
  const std::vector<RunRecord> records{SampleConformance(), bench};
  const Comparison comparison(records);
  EXPECT_TRUE(Says(HtmlMatrix(comparison), "default</th>"));
  EXPECT_FALSE(Says(HtmlMatrix(comparison), "measured"));
  EXPECT_TRUE(Says(HtmlCharts(comparison), "</svg> measured</li>"));
  EXPECT_FALSE(Says(HtmlCharts(comparison), "default"));
}

TEST(Html, NeedsNothingElse) {
  const std::string html = ToHtml({SampleConformance(), SampleElsewhere(), SampleBenchmark()});
  for (const char* mark : {"<link", "<img", "<iframe", " src=", "@import", "url("})
    EXPECT_FALSE(Says(html, mark)) << mark;
  EXPECT_TRUE(Says(html, "default-src 'none'"));
}

TEST(Html, OfNothing) {
  ExpectWellFormed(ToHtml({}));
  ExpectWellFormed(ToHtml({RunRecord()}));
  EXPECT_TRUE(Says(ToHtml({RunRecord()}), "INCOMPLETE"));
}

TEST(Html, NamesWhatExpiresSoon) {
  RunRecord record = SampleConformance();
  EXPECT_FALSE(Says(ToHtml({record}), "that expire within")) << "a year from now is not soon";
  record.deviations[0].expires = "2026-12-22";
  EXPECT_TRUE(Says(ToHtml({record}), "that expire within 30 days: 1 cause"));
  record.deviations[0].expires = "2026-12-23";
  EXPECT_FALSE(Says(ToHtml({record}), "that expire within"));
  record.deviations[0].expires = "soon";
  EXPECT_FALSE(Says(ToHtml({record}), "that expire within"));
}

TEST(Html, SideBySideItShowsWhatDiffers) {
  const std::vector<RunRecord> records{SampleConformance(), SampleElsewhere()};
  const Comparison comparison(records);
  const std::string html = ToHtml(records);
  ExpectWellFormed(html);
  Document document;
  AddEnvironmentDifferences(document, comparison);
  AddRequirementMatrix(document, comparison, RowsShown::kDifferences);
  for (const Document::Block& block : document.blocks()) {
    Document part;
    part.Add(std::get_if<Table>(&block) ? *std::get_if<Table>(&block) : Table{});
    if (std::holds_alternative<Table>(block)) {
      EXPECT_TRUE(Says(html, RenderHtml(part)));
    }
  }
  EXPECT_TRUE(Says(html, "Another CPU"));
  EXPECT_FALSE(Says(ToHtml({SampleConformance()}), "Environment differences"));
}

TEST(Rerun, SelectsOneCaseAndWritesNoRecord) {
  RunRecord record;
  EXPECT_EQ(RerunCommand(record, "a/b@t"), "");
  record.run.command =
      "'my bin/wfx-conformance' --system model --only 'a/*' --record out/r.json --only=b --seed 7 "
      "--target 't=C:\\a --only b' --repeat=3";
  EXPECT_EQ(RerunCommand(record, "a/b/k=v@t"),
            "'my bin/wfx-conformance' --only 'a/b/k=v@t' --system model --seed 7 "
            "--target 't=C:\\a --only b'");
}

TEST(Rerun, KeepsWhatStartsTheProgram) {
  RunRecord record;
  record.run.command = "tools/wine-run wfx-conformance.exe --record out/r.json";
  EXPECT_EQ(RerunCommand(record, "a/b@t"), "tools/wine-run wfx-conformance.exe --only 'a/b@t'");
  record.run.command += " --seed 7";
  EXPECT_EQ(RerunCommand(record, "a/b@t"),
            "tools/wine-run wfx-conformance.exe --only 'a/b@t' --seed 7");
}

TEST(HtmlCurves, PercentilesAreThoseOfTheHistogram) {
  HistogramData histogram;
  histogram.counts = {{100, 90}, {200, 9}, {255, 1}};
  const std::vector<Point> points = PercentilesOf(histogram);
  ASSERT_EQ(points.size(), 6u);
  EXPECT_DOUBLE_EQ(points[1].y, 100);
  EXPECT_NEAR(points[1].x, 1, 1e-9) << "up to 90 %";
  EXPECT_DOUBLE_EQ(points[2].x, points[1].x) << "and no slower before";
  EXPECT_DOUBLE_EQ(points[2].y, 200);
  EXPECT_NEAR(points[3].x, 2, 1e-9) << "up to 99 %";
  EXPECT_DOUBLE_EQ(points[5].y, 255);
  EXPECT_GT(points[5].x, 2);
  histogram.sub_buckets = 64;
  EXPECT_TRUE(PercentilesOf(histogram).empty());
  histogram.sub_buckets = kSubBucketsOfHistogram;
  histogram.counts = {{kBucketsOfHistogram, 1}};
  EXPECT_TRUE(PercentilesOf(histogram).empty());
  EXPECT_TRUE(OutlineOf(histogram).empty());
}

TEST(HtmlCurves, OutlineHoldsAllWrites) {
  HistogramData histogram;
  histogram.counts = {{10, 25}, {11, 25}, {500, 50}};
  double sum = 0;
  const std::vector<Point> points = OutlineOf(histogram);
  for (std::size_t i = 1; i + 1 < points.size(); i += 2) sum += points[i].y;
  EXPECT_NEAR(sum, 100, 1e-9);
  EXPECT_EQ(points.front().y, 0);
  EXPECT_EQ(points.back().y, 0);
}

TEST(HtmlCurves, RatesAreWritesBySecondsOfEachRepetition) {
  const std::vector<std::vector<Point>> rates = RatesOf(SampleBenchmark().measurements[0]);
  ASSERT_EQ(rates.size(), 2u);
  ASSERT_EQ(rates[0].size(), 2u);
  EXPECT_DOUBLE_EQ(rates[0][0].x, 0.25);
  EXPECT_DOUBLE_EQ(rates[0][0].y, 100'000);
  EXPECT_DOUBLE_EQ(rates[1][0].x, 1.5) << "the second repetition begins where the first ended";
}

TEST(HtmlChart, AxesHoldAllValuesAndMarkRoundOnes) {
  const Axis linear = LinearAxis("", 71'750, &ShortNumber);
  EXPECT_GE(linear.high, 71'750);
  EXPECT_EQ(linear.ticks.front().text, "0");
  EXPECT_EQ(linear.ticks[1].text, "20k");
  EXPECT_EQ(LinearAxis("", 0, &ShortNumber).At(0), 0);
  const Axis logarithmic = LogarithmicAxis("", 7'300, 95'000, &ShortTime);
  EXPECT_EQ(logarithmic.low, 5'000);
  EXPECT_EQ(logarithmic.high, 100'000);
  EXPECT_NEAR(logarithmic.At(std::sqrt(5e3 * 1e5)), 0.5, 1e-9);
  EXPECT_EQ(logarithmic.At(1), 0) << "never beyond the field";
  const Axis same = LogarithmicAxis("", 1'000, 1'000, &ShortTime);
  EXPECT_EQ(same.At(1'000), 0);
  for (const auto& [value, text] : {std::pair(1.0, "1"),
                                    {0.25, "0.25"},
                                    {1500.0, "1,500"},
                                    {15'000.0, "15k"},
                                    {1.5e6, "1.5M"},
                                    {100.0, "100"}})
    EXPECT_EQ(ShortNumber(value), text);
  EXPECT_EQ(ShortTime(1.5e9), "1.5 s");
  EXPECT_EQ(ShortTime(20e6), "20 ms");
}

TEST(HtmlChart, DrawsNoMoreThanCanBeSeen) {
  Chart chart{
      "c", {"x", 0, 1, false, {}, nullptr}, {"y", 0, 1, false, {}, nullptr}, {{"one", 0, {}}}};
  for (int i = 0; i <= 100'000; ++i) chart.curves[0].points.push_back({i / 1e5, i / 1e5});
  EXPECT_LT(Svg(chart).size(), 10'000u);
}

}  // namespace
}  // namespace wfx
