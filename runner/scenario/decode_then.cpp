// Decodes the expectations of a case.
#include <algorithm>

#include "runner/hresult_names.h"
#include "runner/scenario/decode.h"
#include "runner/scenario/decode_stream.h"
#include "runner/scenario/spelling.h"

namespace wfx {
namespace {

using Item = ExpectationItem;

// A name out of a table, or a number.
std::optional<std::uint32_t> DecodeCode(Fields& fields, std::string_view key, const JsonNode& node,
                                        std::string_view form,
                                        std::optional<std::uint32_t> (*code_of)(std::string_view),
                                        std::vector<std::string_view> (*all_names)()) {
  if (node.kind == JsonNode::Kind::kString) {
    if (const auto code = code_of(node.string)) return code;
    fields.Wrong(key, node.line,
                 "unknown " + std::string(form) + " " + Quoted(node.string) +
                     Suggestion(node.string, all_names(), "names"));
    return std::nullopt;
  }
  if (node.kind != JsonNode::Kind::kInteger || node.integer < 0 ||
      node.unsigned_integer > 0xFFFFFFFF) {
    fields.Wrong(key, node.line,
                 "expected the name of an " + std::string(form) + ", found " + node.Describe());
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(node.unsigned_integer);
}

Item ExpectedWrite(Fields& fields, Decoding& decoding) {
  ExpectWrite expect;
  expect.write = decoding.scope.Refer(fields, "write", {Role::kWrite});
  expect.completes_with = fields.SizeIfAny("completes_with", 0, kMostDword);
  expect.fails_with = DecodeErrors(fields, "fails_with");
  if (std::ranges::find(expect.fails_with, 0u) != expect.fails_with.end()) {
    fields.Wrong("fails_with",
                 "ERROR_SUCCESS is no failure; \"completes_with\" says how a write succeeds");
  }
  fields.AtLeastOne({"completes_with", "fails_with"});
  return expect;
}

// TRUE, FALSE, true, false, the result of a wait, or a number.
std::optional<std::uint64_t> DecodeReturn(Fields& fields, const JsonNode& node) {
  switch (node.kind) {
    case JsonNode::Kind::kBool:
      return node.boolean ? 1 : 0;
    case JsonNode::Kind::kInteger:
      return node.integer < 0 ? static_cast<std::uint64_t>(node.integer) : node.unsigned_integer;
    case JsonNode::Kind::kString:
      if (node.string == "TRUE") return 1;
      if (node.string == "FALSE") return 0;
      if (const auto code = WaitCode(node.string)) return *code;
      break;
    default:
      break;
  }
  if (node.kind == JsonNode::Kind::kString && HresultCode(node.string)) {
    fields.Wrong("returns", node.line, node.string + " is an HRESULT; this step returns none");
    return std::nullopt;
  }
  std::vector<std::string_view> names = AllWaitNames();
  names.insert(names.end(), {"TRUE", "FALSE"});
  fields.Wrong(
      "returns", node.line,
      "expected TRUE, FALSE, a wait result such as WAIT_IO_COMPLETION, or a number, found " +
          node.Describe() +
          (node.kind == JsonNode::Kind::kString ? Suggestion(node.string, names, "names") : ""));
  return std::nullopt;
}

Item ExpectedCall(Fields& fields, Decoding& decoding) {
  ExpectCall expect;
  expect.step = decoding.scope.Refer(fields, "call", kAnyStep);
  const auto step = std::ranges::find(decoding.result.when, expect.step, &Step::name);
  const bool opens = step != decoding.result.when.end() && step->kind == "open";
  const bool hresult = step != decoding.result.when.end() && ReturnsHresult(step->action);
  fields.Each("returns", [&](const JsonNode& node) {
    const auto value = opens     ? DecodeOpenReturn(fields, node)
                       : hresult ? DecodeHresult(fields, node)
                                 : DecodeReturn(fields, node);
    if (value) expect.returns.push_back(*value);
  });
  if (hresult) fields.Refuse("last_error", "what failed stands in the HRESULT that it returns");
  expect.last_error = DecodeErrors(fields, "last_error");
  expect.bytes = fields.SizeIfAny("bytes", 0, kMostBytes);
  if (fields.Has("messages")) expect.messages = fields.Number("messages", 0, 1'000'000, 0);
  if (fields.Has("runs")) {
    expect.routines.emplace();
    fields.EachOfList("runs", "a list of writes whose routines run inside the call; [] for none",
                      [&](const JsonNode& node) {
                        expect.routines->push_back(decoding.scope.ReferIn(
                            fields, "runs", node, {Role::kWrite, Role::kApc}));
                      });
  }
  fields.AtLeastOne({"returns", "last_error", "bytes", "messages", "runs"});
  return expect;
}

std::optional<std::uint32_t> DecodeRunCount(Fields& fields, const JsonNode& node) {
  constexpr std::uint64_t kMostRuns = 1000;
  if (node.kind == JsonNode::Kind::kString && node.string == "once") return 1;
  if (node.kind == JsonNode::Kind::kString && node.string == "never") return 0;
  if (node.kind == JsonNode::Kind::kInteger && node.integer >= 0 &&
      node.unsigned_integer <= kMostRuns) {
    return static_cast<std::uint32_t>(node.unsigned_integer);
  }
  fields.Wrong(
      "runs", node.line,
      "expected \"once\", \"never\" or how often the routine runs, found " + node.Describe());
  return std::nullopt;
}

Item ExpectedCompletion(Fields& fields, Decoding& decoding) {
  ExpectCompletion expect;
  expect.write = decoding.scope.Refer(fields, "completion", {Role::kWrite});
  fields.Each("runs", [&](const JsonNode& node) {
    if (const auto count = DecodeRunCount(fields, node)) expect.runs.push_back(*count);
  });
  // Exactly once and never are standing rules; anything else is an exception that a requirement
  // must allow.
  const bool usual = expect.runs.empty() || (expect.runs.size() == 1 && expect.runs.front() <= 1);
  if (!usual && !fields.Has("because")) {
    fields.Wrong("runs",
                 "this overrides a standing rule of the ledger; name the requirement that allows "
                 "it: \"because\"");
  }
  expect.error = DecodeErrors(fields, "error");
  expect.bytes = fields.SizeIfAny("bytes", 0, kMostDword);
  fields.Each("during", [&](const JsonNode& node) {
    expect.during.push_back(decoding.scope.ReferIn(fields, "during", node, kAnyStep));
  });
  expect.fewer_than = fields.SizeIfAny("fewer_than", 1, kMostDword);
  if (expect.fewer_than) fields.Refuse("bytes", "either exactly so many or \"fewer_than\" so many");
  if (fields.Has("thread")) expect.thread = decoding.scope.Actor(fields, "thread");
  fields.AtLeastOne({"runs", "error", "bytes", "fewer_than", "during", "thread"});
  return expect;
}

Item ExpectedOverlapped(Fields& fields, Decoding& decoding) {
  using At = ExpectOverlapped::At;
  ExpectOverlapped expect;
  expect.write = decoding.scope.Refer(fields, "overlapped", {Role::kWrite});
  expect.at = fields.Choice<At>(
      "at", {{"after_call", At::kAfterCall}, {"in_routine", At::kInRoutine}, {"end", At::kEnd}},
      At::kEnd);
  fields.Each("Internal", [&](const JsonNode& node) {
    const auto status =
        DecodeCode(fields, "Internal", node, "NTSTATUS", StatusCode, AllStatusNames);
    if (status) expect.internal.push_back(*status);
  });
  expect.internal_high = fields.SizeIfAny("InternalHigh", 0, kMostBytes);
  fields.AtLeastOne({"Internal", "InternalHigh"});
  return expect;
}

Item ExpectedEvent(Fields& fields, Decoding& decoding) {
  ExpectEvent expect;
  expect.event = decoding.scope.Refer(fields, "event", {Role::kEvent});
  fields.Require("signaled", "true or false");
  expect.signaled = fields.Bool("signaled", false);
  return expect;
}

Item ExpectedPort(Fields& fields, Decoding& decoding) {
  ExpectPort expect;
  expect.port = decoding.scope.Refer(fields, "completion_port", {Role::kPort});
  fields.Require("packets", "how many packets are in it at the end");
  expect.packets = fields.Number("packets", 0, 1'000'000, 0);
  return expect;
}

Item ExpectedProcess(Fields& fields, Decoding& decoding) {
  ExpectProcess expect;
  expect.process = decoding.scope.Refer(fields, "process", {Role::kProcess});
  fields.Require("ends_with", "an NTSTATUS such as \"STATUS_ACCESS_VIOLATION\", or \"nothing\"");
  fields.Each("ends_with", [&](const JsonNode& node) {
    if (node.string == "nothing") {
      expect.may_go_on = true;
      return;
    }
    const auto code = DecodeCode(fields, "ends_with", node, "NTSTATUS", StatusCode, AllStatusNames);
    if (code) expect.ends_with.push_back(*code);
  });
  return expect;
}

struct ThenKind {
  std::string_view name;
  Item (*decode)(Fields&, Decoding&);
};

constexpr ThenKind kThenKinds[] = {
    {"write", ExpectedWrite},           {"call", ExpectedCall},
    {"completion", ExpectedCompletion}, {"overlapped", ExpectedOverlapped},
    {"file", DecodeExpectedFile},       {"media", DecodeExpectedMedia},
    {"read", DecodeExpectedRead},       {"event", ExpectedEvent},
    {"completion_port", ExpectedPort},  {"records", DecodeRecords},
    {"race", DecodeRaceOrder},          {"burst", DecodeExpectedBurst},
    {"process", ExpectedProcess},       {"look", DecodeExpectedLook},
    {"oplock", DecodeExpectedOplock},
};

void DecodeExpectation(const JsonNode& node, Decoding& decoding) {
  std::vector<std::string_view> names;
  for (const ThenKind& kind : kThenKinds) names.push_back(kind.name);
  const std::string kind = KindOf(node, "then", names, decoding);
  if (kind.empty()) return;
  Fields fields(node, kind, decoding.errors);
  Expectation expectation;
  expectation.line = fields.LineOf(kind);
  expectation.because = fields.Text("because", "the id of a requirement", "");
  expectation.item = std::ranges::find(kThenKinds, kind, &ThenKind::name)->decode(fields, decoding);
  fields.Finish();
  decoding.result.then.push_back(std::move(expectation));
}

}  // namespace

std::vector<std::uint32_t> DecodeErrors(Fields& fields, std::string_view key) {
  std::vector<std::uint32_t> codes;
  fields.Each(key, [&](const JsonNode& node) {
    if (!ErrorCode(node.string) && StatusCode(node.string)) {
      return fields.Wrong(key, node.line,
                          node.string + " is an NTSTATUS; here stands the Win32 error it becomes");
    }
    const auto code = DecodeCode(fields, key, node, "error", ErrorCode, AllErrorNames);
    if (code) codes.push_back(*code);
  });
  return codes;
}

void DecodeThen(const JsonNode& node, Decoding& decoding) {
  if (node.kind != JsonNode::Kind::kArray) {
    decoding.errors.Add(node.line, "\"then\": expected a list, found " + node.Describe());
    return;
  }
  if (node.items.empty())
    decoding.errors.Add(node.line, "\"then\" is empty; a scenario expects at least one thing");
  for (const JsonNode& item : node.items) DecodeExpectation(item, decoding);
  CheckEmptied(decoding);
}

}  // namespace wfx
