#include "runner/worker_frames.h"

#include <array>
#include <string_view>

#include "reports/json_writer.h"
#include "reports/record_lines.h"
#include "runner/json_text.h"

namespace wfx {
namespace {

constexpr char kWorkerFrame[] = "frame";
constexpr auto kRequests = std::to_array<std::string_view>({"probe", "missing", "perform", "late"});
constexpr auto kAnswers = std::to_array<std::string_view>(
    {"opened", "probed", "missing", "progress", "performed", "late", "refused", "broken"});

template <typename Kind, typename Names>
Kind KindFrom(const JsonNode& node, const Names& names) {
  const std::string& name = node.GetString("kind", kWorkerFrame);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Kind>(i);
  }
  throw JsonError(kWorkerFrame, node.line, "unknown kind \"" + name + "\"");
}

// Facts travel as the record writes them.
void WriteFacts(JsonWriter& json, SystemFacts system, TargetFacts target) {
  RunRecord record;
  record.system = std::move(system);
  record.targets.push_back(std::move(target));
  json.Key("facts");
  json.Open('{');
  WriteFacts(json, record, false);
  json.Close('}');
}

// The target of facts that WriteFacts wrote.
TargetFacts TargetFrom(const RunRecord& facts, const JsonNode& node) {
  if (facts.targets.empty()) throw JsonError(kWorkerFrame, node.line, "the facts name no target");
  return facts.targets[0];
}

std::vector<std::string> Texts(const JsonNode& node, std::string_view key) {
  std::vector<std::string> texts;
  for (const JsonNode& item : node.GetItems(key, kWorkerFrame))
    texts.push_back(item.AsString(kWorkerFrame));
  return texts;
}

void WriteLate(JsonWriter& json, const std::vector<LateCompletion>& late) {
  json.Key("late");
  json.Open('[');
  for (const LateCompletion& one : late) {
    json.Open('{');
    json.Member("full_id", one.full_id);
    json.Member("write", one.write);
    json.Member("runs", one.runs);
    json.Close('}');
  }
  json.Close(']');
}

std::vector<LateCompletion> LateFrom(const JsonNode& node) {
  std::vector<LateCompletion> late;
  for (const JsonNode& item : node.GetItems("late", kWorkerFrame)) {
    late.push_back({item.GetString("full_id", kWorkerFrame), item.GetString("write", kWorkerFrame),
                    static_cast<std::uint32_t>(item.GetUnsigned("runs", kWorkerFrame))});
  }
  return late;
}

}  // namespace

std::string ToFrame(const WorkerRequest& request) {
  using Kind = WorkerRequest::Kind;
  JsonWriter json;
  json.Open('{');
  json.Member("kind", kRequests[static_cast<std::size_t>(request.kind)]);
  if (request.kind == Kind::kProbe) {
    json.Member("name", request.name);
    json.Member("directory", request.directory);
  }
  if (request.kind == Kind::kMissing || request.kind == Kind::kPerform) {
    json.Member("scenario", request.scenario);
    json.Member("file", request.file);
    json.Member("text", request.text);
    json.Member("case", request.case_id);
  }
  if (request.kind == Kind::kPerform) {
    json.Member("seed", request.options.seed);
    json.Member("time_scale", request.options.time_scale);
    WriteFacts(json, {}, request.target);
  }
  json.Close('}');
  return json.Take();
}

WorkerRequest RequestFromFrame(const std::string& frame) {
  using Kind = WorkerRequest::Kind;
  const JsonNode node = ParseJson(frame, kWorkerFrame);
  WorkerRequest request;
  request.kind = KindFrom<Kind>(node, kRequests);
  if (request.kind == Kind::kProbe) {
    request.name = node.GetString("name", kWorkerFrame);
    request.directory = node.GetString("directory", kWorkerFrame);
  }
  if (request.kind == Kind::kMissing || request.kind == Kind::kPerform) {
    request.scenario = node.GetString("scenario", kWorkerFrame);
    request.file = node.GetString("file", kWorkerFrame);
    request.text = node.GetString("text", kWorkerFrame);
    request.case_id = node.GetString("case", kWorkerFrame);
  }
  if (request.kind == Kind::kPerform) {
    request.options.seed = node.GetUnsigned("seed", kWorkerFrame);
    request.options.time_scale = node.GetNumber("time_scale", kWorkerFrame);
    const JsonNode& facts = node.Get("facts", kWorkerFrame);
    request.target = TargetFrom(ReadFacts(facts, kWorkerFrame), facts);
  }
  return request;
}

std::string ToFrame(const WorkerAnswer& answer) {
  using Kind = WorkerAnswer::Kind;
  JsonWriter json;
  json.Open('{');
  json.Member("kind", kAnswers[static_cast<std::size_t>(answer.kind)]);
  if (!answer.text.empty()) json.Member("text", answer.text);
  if (answer.kind == Kind::kOpened || answer.kind == Kind::kProbed)
    WriteFacts(json, answer.system, answer.target);
  if (answer.kind == Kind::kOpened || answer.kind == Kind::kMissing)
    json.Member("functions", answer.functions);
  if (answer.kind == Kind::kPerformed) {
    json.Key("observation");
    json.Raw(ToJsonText(answer.observation));
  }
  if (answer.kind == Kind::kLate) WriteLate(json, answer.late);
  json.Close('}');
  return json.Take();
}

WorkerAnswer AnswerFromFrame(const std::string& frame) {
  using Kind = WorkerAnswer::Kind;
  const JsonNode node = ParseJson(frame, kWorkerFrame);
  WorkerAnswer answer;
  answer.kind = KindFrom<Kind>(node, kAnswers);
  answer.text = node.GetString("text", kWorkerFrame, "");
  if (answer.kind == Kind::kOpened || answer.kind == Kind::kProbed) {
    const JsonNode& facts = node.Get("facts", kWorkerFrame);
    RunRecord read = ReadFacts(facts, kWorkerFrame);
    answer.target = TargetFrom(read, facts);
    answer.system = std::move(read.system);
  }
  if (answer.kind == Kind::kOpened || answer.kind == Kind::kMissing)
    answer.functions = Texts(node, "functions");
  if (answer.kind == Kind::kPerformed)
    answer.observation = ObservationFromJson(node.Get("observation", kWorkerFrame));
  if (answer.kind == Kind::kLate) answer.late = LateFrom(node);
  return answer;
}

}  // namespace wfx
