// Decodes waits: each Win32 wait function has arguments of its own.
#include <algorithm>

#include "runner/scenario/decode_step.h"

namespace wfx {
namespace {

constexpr Roles kWaitable = {Role::kEvent, Role::kHandle};

struct WaitFacts {
  std::string_view name;
  WaitStep::Function function;
  bool can_be_alertable;
  std::size_t least_objects, most_objects;
};

constexpr WaitFacts kWaits[] = {
    {"alertable", WaitStep::Function::kReap, true, 0, 0},
    {"SleepEx", WaitStep::Function::kSleepEx, true, 0, 0},
    {"Sleep", WaitStep::Function::kSleep, false, 0, 0},
    {"WaitForSingleObject", WaitStep::Function::kWaitForSingleObject, false, 1, 1},
    {"WaitForSingleObjectEx", WaitStep::Function::kWaitForSingleObjectEx, true, 1, 1},
    {"WaitForMultipleObjectsEx", WaitStep::Function::kWaitForMultipleObjectsEx, true, 1, 64},
    {"MsgWaitForMultipleObjectsEx", WaitStep::Function::kMsgWaitForMultipleObjectsEx, true, 0, 63},
    {"SignalObjectAndWait", WaitStep::Function::kSignalObjectAndWait, true, 1, 1},
};

const WaitFacts& DecodeWaitFunction(Fields& fields) {
  std::vector<std::string_view> names;
  for (const WaitFacts& facts : kWaits) names.push_back(facts.name);
  const JsonNode& node = *fields.Find("wait");
  const auto* facts = std::ranges::find(kWaits, node.string, &WaitFacts::name);
  if (facts != std::end(kWaits)) return *facts;
  fields.Wrong("wait", node.line,
               "expected \"alertable\" or a wait function, found " + node.Describe() +
                   Suggestion(node.string, names, "waits"));
  return kWaits[0];
}

// The arguments that only some of the functions have.
void DecodeWaitedFor(Fields& fields, Sequence& sequence, const WaitFacts& facts, WaitStep& wait) {
  const std::string function(facts.name);
  fields.EachOfList("on", "a list of events and handles", [&](const JsonNode& item) {
    wait.on.push_back(sequence.scope().ReferIn(fields, "on", item, kWaitable));
  });
  if (wait.on.size() < facts.least_objects || wait.on.size() > facts.most_objects) {
    const std::string range = facts.most_objects == 0 ? "nothing"
                              : facts.least_objects == facts.most_objects
                                  ? "exactly one object"
                                  : std::to_string(facts.least_objects) + " to " +
                                        std::to_string(facts.most_objects) + " objects";
    fields.Wrong("on",
                 function + " waits for " + range + ", found " + std::to_string(wait.on.size()));
  }
  wait.all = fields.Bool("all", false);
  if (facts.most_objects <= 1)
    fields.Refuse("all", function + " does not wait for several objects");
  const bool signals = facts.function == WaitStep::Function::kSignalObjectAndWait;
  if (signals) {
    wait.signals = sequence.scope().Refer(fields, "signals", {Role::kEvent});
  } else {
    fields.Refuse("signals", "only SignalObjectAndWait signals an event");
  }
}

}  // namespace

StepAction DecodeWait(Fields& fields, Sequence& sequence, Step&) {
  WaitStep wait;
  const WaitFacts& facts = DecodeWaitFunction(fields);
  wait.function = facts.function;
  wait.alertable = fields.Bool("alertable", facts.can_be_alertable);
  if (wait.alertable && !facts.can_be_alertable) {
    fields.Wrong("alertable", std::string(facts.name) + " is never alertable; " +
                                  std::string(facts.name) + "Ex can be");
  }
  const bool reaps = facts.function == WaitStep::Function::kReap;
  if (reaps && !wait.alertable) fields.Wrong("alertable", "an alertable wait is alertable");
  if (!reaps) fields.Require("at_most", "a duration such as \"500 ms\"");
  wait.at_most = fields.Time("at_most", "2 s");
  if (!reaps && wait.at_most % std::chrono::milliseconds(1) != Duration::zero()) {
    fields.Wrong("at_most", std::string(facts.name) + " takes whole milliseconds");
  }
  DecodeWaitedFor(fields, sequence, facts, wait);
  return wait;
}

}  // namespace wfx
