// Decodes what makes a scenario a benchmark.
#include <algorithm>
#include <cstdlib>

#include "runner/scenario/decode_load_api.h"
#include "runner/scenario/decode_load_parts.h"
#include "runner/scenario/gate_figures.h"

namespace wfx {
namespace {

// "-5 %": a signed number with at most one decimal point.
bool IsChange(std::string_view text) {
  if (text.size() < 4 || !text.ends_with(" %") || (text[0] != '+' && text[0] != '-')) return false;
  text = text.substr(1, text.size() - 3);
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  const auto points = std::ranges::count(text, '.');
  return digits + points == static_cast<std::ptrdiff_t>(text.size()) && points <= 1 &&
         text.front() != '.' && text.back() != '.';
}

constexpr std::uint32_t kMostOutstanding = 65'536;
constexpr std::uint32_t kMostOutstandingOfOpenLoop = 1024;
constexpr std::uint32_t kMostLoadThreads = 256;

Measure::Steady DecodeSteady(const JsonNode& node, ErrorSink& errors) {
  constexpr std::uint32_t kFewest = 2, kMost = 1000;
  Measure::Steady steady;
  if (!IsObject(node, "steady", errors)) return steady;
  Fields fields(node, "steady", errors);
  fields.Require("within", "a share such as \"5 %\"");
  steady.within = ShareOf(fields, "within");
  steady.window = fields.Time("window", "200 ms");
  steady.windows = fields.Number("windows", kFewest, kMost, 5);
  steady.at_most = fields.Time("at_most", "30 s");
  fields.Finish();
  return steady;
}

Load::Arrivals DecodeArrivals(const JsonNode& node, ErrorSink& errors) {
  using Process = Load::Arrivals::Process;
  constexpr std::uint32_t kMostASecond = 100'000'000;
  Load::Arrivals arrivals;
  if (!IsObject(node, "arrivals", errors)) return arrivals;
  Fields fields(node, "arrivals", errors);
  fields.Require("rate", "writes a second, such as 1000");
  arrivals.rate = fields.Number("rate", 1, kMostASecond, 1);
  arrivals.process = fields.Choice<Process>(
      "process", {{"fixed", Process::kFixed}, {"poisson", Process::kPoisson}}, Process::kPoisson);
  fields.Finish();
  return arrivals;
}

}  // namespace

bool IsObject(const JsonNode& node, std::string_view key, ErrorSink& errors) {
  if (node.kind == JsonNode::Kind::kObject) return true;
  errors.Add(node.line,
             "\"" + std::string(key) + "\": expected an object, found " + node.Describe());
  return false;
}

double ShareOf(Fields& fields, std::string_view key) {
  const std::string text = fields.Text(key, "a share such as \"5 %\"");
  if (text.empty()) return 0;
  char* end = nullptr;
  const double percent = std::strtod(text.c_str(), &end);
  if (std::string_view(end) == " %" && percent > 0 && percent <= 100) return percent / 100;
  fields.Wrong(key, "expected a share such as \"5 %\", found " + Quoted(text));
  return 0;
}

void DecodeLoad(const JsonNode& node, Decoding& decoding) {
  using Pattern = Load::Pattern;
  if (!IsObject(node, "load", decoding.errors)) return;
  Fields fields(node, "load", decoding.errors);
  Load load;
  load.line = node.line;
  DecodeLoadHandles(fields, decoding, load);
  DecodeLoadLengths(fields, decoding, load);
  load.pattern = fields.Choice<Pattern>("pattern",
                                        {{"sequential", Pattern::kSequential},
                                         {"random", Pattern::kRandom},
                                         {"append", Pattern::kAppend},
                                         {"fixed", Pattern::kFixed}},
                                        Pattern::kSequential);
  if (const JsonNode* arrivals = fields.Find("arrivals"))
    load.arrivals = DecodeArrivals(*arrivals, decoding.errors);
  // An open loop's bound is there to be seen when it is reached, not to be met on the way.
  load.queue_depth = fields.Number(
      "queue_depth", 1, kMostOutstanding,
      load.arrivals.rate > 0 ? DepthOfOpenLoop(fields, kMostOutstandingOfOpenLoop) : 1);
  load.threads = fields.Number("threads", 1, kMostLoadThreads, 1);
  const std::size_t threads = load.threads * load.Handles().size();
  if (threads > kMostLoadThreads)
    fields.Wrong("handle", std::to_string(load.Handles().size()) + " handles with " +
                               std::to_string(load.threads) + " threads each are " +
                               std::to_string(threads) + " threads; a load has at most " +
                               std::to_string(kMostLoadThreads));
  load.own_handles = fields.Choice<bool>("handles", {{"shared", false}, {"own", true}}, false);
  if (load.own_handles && !fields.Has("threads"))
    fields.Wrong("handles", "one thread has one handle; say how many \"threads\" there are");
  DecodeLoadData(fields, decoding, load);
  load.reader = decoding.scope.ReferIfAny(fields, "reader", {Role::kHandle});
  if (!load.reader.empty() && !load.more_handles.empty())
    fields.Wrong("reader", "it reads one pipe; such a load has one handle");
  DecodeLoadApi(fields, decoding, load);
  fields.Finish();
  decoding.result.load = std::move(load);
}

Measure DecodeMeasure(const JsonNode& node, ErrorSink& errors) {
  constexpr std::uint32_t kMostRepetitions = 1000;
  Measure measure;
  if (!IsObject(node, "measure", errors)) return measure;
  Fields fields(node, "measure", errors);
  measure.warm_up = fields.Time("warm_up", "200 ms");
  measure.cool_down = fields.Time("cool_down", "0 s");
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  measure.writes = fields.SizeIfAny("writes", 1, kMost);
  measure.bytes = fields.SizeIfAny("bytes", 1, kMost);
  measure.run_for = fields.Time("run_for", measure.writes || measure.bytes ? "60 s" : "1 s");
  if (const JsonNode* steady = fields.Find("steady"))
    measure.steady = DecodeSteady(*steady, errors);
  if (measure.run_for == Duration::zero())
    fields.Wrong("run_for", "nothing can be measured in no time");
  measure.repeat = fields.Number("repeat", 1, kMostRepetitions, 3);
  fields.Finish();
  return measure;
}

std::vector<std::pair<std::string, std::string>> DecodeGate(const JsonNode& node,
                                                            ErrorSink& errors) {
  std::vector<std::pair<std::string, std::string>> gate;
  if (!IsObject(node, "gate", errors)) return gate;
  Fields fields(node, "gate", errors);
  for (const GateFigure& figure : kGateFigures) {
    const std::string form =
        std::string("the worst change allowed, such as \"") + figure.worse + "5 %\"";
    const std::string change = fields.Text(figure.name, form, "");
    if (change.empty()) continue;
    if (!IsChange(change) || change.front() != figure.worse) {
      fields.Wrong(figure.name, "expected " + form + ", found \"" + change + "\"");
    }
    gate.emplace_back(figure.name, change);
  }
  fields.Finish();
  return gate;
}

}  // namespace wfx
