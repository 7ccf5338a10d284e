#include "reports/gate_records.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "reports/change.h"
#include "reports/figures.h"
#include "runner/scenario/gate_figures.h"

namespace wfx {
namespace {

// Below any latency and any rate; a logarithm needs more than nothing.
constexpr double kLeastValue = 1e-3;
// What may lie between the lengths of repetitions that were asked to be equal.
constexpr double kLengthTolerance = 1.25;

// It is there and does not fail, whatever excuses it.
bool IsFine(Condition condition) {
  return condition == Condition::kHolds || condition == Condition::kExcused;
}

std::string InWords(const Result* result) {
  if (result == nullptr) return "not in the record";
  std::string words(Describe(result->verdict).name);
  if (!result->findings.empty()) return words + ": " + result->findings.front().observed;
  return result->reason.empty() ? words : words + ": " + result->reason;
}

std::string InWords(const Measurement* measurement) {
  if (measurement == nullptr) return "not in the record";
  if (!measurement->errors.empty()) return "failed: " + measurement->errors.front();
  return measurement->reason.empty() ? "measured" : "not run: " + measurement->reason;
}

// The items of one record that a gate looks at, by case and the name that pairs them up.
template <typename Item>
std::map<std::string, const Item*> ItemsOf(const std::vector<Item>& items,
                                           const std::string& target) {
  std::map<std::string, const Item*> found;
  for (const Item& item : items) {
    if (!target.empty() && item.target != target) continue;
    found[FullIdOf(item.scenario, item.case_id, target.empty() ? item.target : "")] = &item;
  }
  return found;
}

template <typename Item>
const Item* Find(const std::map<std::string, const Item*>& items, const std::string& key) {
  const auto found = items.find(key);
  return found == items.end() ? nullptr : found->second;
}

void CheckTarget(const GateSide& side) {
  if (side.target.empty()) return;
  std::string known;
  for (const TargetFacts& target : side.record.targets) {
    if (target.name == side.target) return;
    known += (known.empty() ? "" : ", ") + target.name;
  }
  throw GateRefusal(side.name + " has no target " + side.target +
                    (known.empty() ? "" : "; it has " + known));
}

bool TookTurns(const Measurement& measurement) {
  return !measurement.repetition_turns.empty() &&
         measurement.repetition_turns.size() == measurement.repetition_seconds.size();
}

// What an environment has that speed hangs on, and the name for it.
void CheckHosts(const GateSide& baseline, const GateSide& candidate) {
  if (&baseline.record == &candidate.record) return;
  const EnvironmentFacts& was = baseline.record.environment;
  const EnvironmentFacts& is = candidate.record.environment;
  const auto refuse = [&](const std::string& what, const std::string& one,
                          const std::string& other) {
    throw GateRefusal("the records are of different hosts: " + what + " is \"" + one + "\" in " +
                      baseline.name + " and \"" + other + "\" in " + candidate.name);
  };
  if (was.cpu != is.cpu) refuse("the CPU", was.cpu, is.cpu);
  if (was.logical_cpus != is.logical_cpus)
    refuse("the number of logical CPUs", std::to_string(was.logical_cpus),
           std::to_string(is.logical_cpus));
  if (was.os != is.os) refuse("the operating system", was.os, is.os);
  // Another kernel keeps a little more or less of it for itself.
  const auto memory = std::minmax({was.memory_bytes, is.memory_bytes});
  if (memory.second - memory.first > memory.second / 20)
    refuse("the memory", Bytes(was.memory_bytes), Bytes(is.memory_bytes));
}

void CheckScenario(const GateSide& baseline, const GateSide& candidate,
                   const std::string& scenario) {
  const auto was = baseline.record.scenarios.find(scenario);
  const auto is = candidate.record.scenarios.find(scenario);
  if (was == baseline.record.scenarios.end() || is == candidate.record.scenarios.end()) return;
  if (was->second != is->second)
    throw GateRefusal("the text of scenario " + scenario + " is not the same in " + baseline.name +
                      " and " + candidate.name + "; measure both with the same one");
}

double MeanSeconds(const Measurement& measurement) {
  return measurement.seconds /
         static_cast<double>(std::max<std::size_t>(measurement.repetition_seconds.size(), 1));
}

// What --run-for and the like change of a load though its text is the same.
void CheckLoad(const Measurement& was, const Measurement& is, const GateTerms& terms) {
  const auto refuse = [&](const std::string& what, const std::string& one,
                          const std::string& other) {
    throw GateRefusal("the load of " + is.FullId() + " is not the same: " + what + " " + one +
                      " in the baseline, " + other + " in the candidate");
  };
  if (was.api != is.api) refuse("API", was.api, is.api);
  if (was.threads != is.threads)
    refuse("threads", std::to_string(was.threads), std::to_string(is.threads));
  if (was.asked_depth != is.asked_depth)
    refuse("depth", std::to_string(was.asked_depth), std::to_string(is.asked_depth));
  if (was.open.asked_rate != is.open.asked_rate)
    refuse("rate", Fixed(was.open.asked_rate, 1), Fixed(is.open.asked_rate, 1));
  const auto lengths = std::minmax({MeanSeconds(was), MeanSeconds(is)});
  if (terms.ends_by_time && lengths.second > kLengthTolerance * lengths.first)
    refuse("a repetition of", Fixed(MeanSeconds(was), 3) + " s", Fixed(MeanSeconds(is), 3) + " s");
}

// Every item of the candidate, and every one that only the baseline has.
template <typename Item, typename Compare>
void GoThrough(const GateSide& baseline, const GateSide& candidate, const std::vector<Item>& was,
               const std::vector<Item>& is, Gate& gate, const Compare& compare) {
  const auto base = ItemsOf(was, baseline.target);
  const auto now = ItemsOf(is, candidate.target);
  for (const auto& [key, item] : now) {
    const Item* before = Find(base, key);
    const Condition then = ConditionOf(before), today = ConditionOf(item);
    if (before != nullptr) CheckScenario(baseline, candidate, item->scenario);
    if (today == Condition::kFails && then != Condition::kFails)
      gate.newly_failing.push_back({item->FullId(), InWords(before), InWords(item)});
    if (today == Condition::kNotReached && IsFine(then))
      gate.no_longer_reached.push_back({item->FullId(), InWords(before), InWords(item)});
    if (before != nullptr) compare(*before, *item);
  }
  for (const auto& [key, item] : base) {
    if (Find(now, key) == nullptr && IsFine(ConditionOf(item)))
      gate.no_longer_reached.push_back(
          {item->FullId(), InWords(item), InWords(static_cast<const Item*>(nullptr))});
  }
}

void AskOf(const Measurement& was, const Measurement& is, bool in_one_run, const GateTerms& terms,
           Gate& gate) {
  const bool in_pairs = in_one_run && TookTurns(was) && TookTurns(is) &&
                        was.repetition_seconds.size() == is.repetition_seconds.size();
  const std::vector<GateRow> rows = RowsOf(was, is, in_pairs, terms);
  for (const auto& limit : terms.limits) {
    const std::string& name = limit.first;
    if (std::ranges::find(rows, name, &GateRow::figure) == rows.end())
      gate.notes.push_back(is.FullId() + ": " + name +
                           " is not compared: an older version kept no latencies of repetitions");
  }
  gate.rows.insert(gate.rows.end(), rows.begin(), rows.end());
}

void AddNotes(const GateSide& baseline, const GateSide& candidate, Gate& gate) {
  for (const GateSide* side : {&baseline, &candidate}) {
    for (const std::string& warning : side->record.warnings) gate.notes.push_back(warning);
    if (!IsComplete(side->record))
      gate.notes.push_back((side->name.empty() ? "the record" : side->name) +
                           " is of a run that did not end");
    if (&baseline.record == &candidate.record) break;
  }
  const auto apart =
      std::ranges::count_if(gate.rows, [](const GateRow& row) { return !row.question.in_pairs; });
  if (apart != 0) {
    gate.notes.push_back(
        "measured apart, not in turns: what one run differs from the next by chance is in no "
        "interval; wfx-bench --interleave takes turns");
  }
  const auto differ = [&](const char* what, const std::string& was, const std::string& is) {
    if (was != is)
      gate.notes.push_back(std::string(what) + " differs: \"" + was + "\" in the baseline, \"" +
                           is + "\" in the candidate");
  };
  const EnvironmentFacts& was = baseline.record.environment;
  const EnvironmentFacts& is = candidate.record.environment;
  differ("the system's build", was.os_build, is.os_build);
  differ("the version of Wine", was.wine_version, is.wine_version);
  differ("the clock", was.clock, is.clock);
  differ("the harness", baseline.record.run.program_sha256, candidate.record.run.program_sha256);
}

}  // namespace

std::vector<double> ValuesOf(std::string_view figure, const Measurement& measurement) {
  std::vector<double> values;
  const auto add = [&](double value) { values.push_back(std::max(value, kLeastValue)); };
  if (figure == "throughput") {
    const std::size_t count =
        std::min(measurement.repetition_seconds.size(), measurement.repetition_writes.size());
    for (std::size_t i = 0; i < count; ++i) {
      add(static_cast<double>(measurement.repetition_writes[i]) /
          std::max(measurement.repetition_seconds[i], 1e-9));
    }
    return values;
  }
  for (const Latency& latency : measurement.repetition_latency) {
    if (figure == "latency_mean") add(latency.mean);
    if (figure == "latency_p50") add(static_cast<double>(latency.p50));
    if (figure == "latency_p90") add(static_cast<double>(latency.p90));
    if (figure == "latency_p99") add(static_cast<double>(latency.p99));
    if (figure == "latency_p999") add(static_cast<double>(latency.p999));
    if (figure == "latency_max") add(static_cast<double>(latency.max));
  }
  return values;
}

std::vector<GateRow> RowsOf(const Measurement& was, const Measurement& is, bool in_pairs,
                            const GateTerms& terms) {
  std::vector<GateRow> rows;
  for (const GateFigure& figure : kGateFigures) {
    const auto limit = terms.limits.find(figure.name);
    if (limit == terms.limits.end()) continue;
    GateRow row{is.FullId(), figure.name, {}, {}};
    row.question.in_pairs = in_pairs;
    row.question.less_is_better = figure.worse == '+';
    row.question.limit = limit->second;
    row.question.baseline = ValuesOf(figure.name, was);
    row.question.candidate = ValuesOf(figure.name, is);
    if (!row.question.baseline.empty() && !row.question.candidate.empty())
      rows.push_back(std::move(row));
  }
  return rows;
}

Gate JudgeRecords(const GateSide& baseline, const GateSide& candidate, const TermsOf& terms,
                  std::uint32_t chances) {
  CheckTarget(baseline);
  CheckTarget(candidate);
  Gate gate;
  GoThrough(baseline, candidate, baseline.record.results, candidate.record.results, gate,
            [&](const Result& was, const Result& is) {
              ++gate.common;
              if (was.verdict == Verdict::kPass && is.verdict == Verdict::kXfail)
                gate.notes.push_back(is.FullId() + " is excused by a known deviation; it passed");
            });
  GoThrough(baseline, candidate, baseline.record.measurements, candidate.record.measurements, gate,
            [&](const Measurement& was, const Measurement& is) {
              ++gate.common;
              if (!IsFine(ConditionOf(&was)) || !IsFine(ConditionOf(&is))) return;
              CheckHosts(baseline, candidate);
              const GateTerms its_terms = terms(is.scenario);
              const bool in_one_run = &baseline.record == &candidate.record;
              if (!in_one_run) CheckLoad(was, is, its_terms);
              AskOf(was, is, in_one_run, its_terms, gate);
            });
  std::vector<GateQuestion> questions;
  for (const GateRow& row : gate.rows) questions.push_back(row.question);
  const std::vector<GateAnswer> answers = JudgeGate(questions, kSamples, chances);
  for (std::size_t i = 0; i < answers.size(); ++i) gate.rows[i].answer = answers[i];
  AddNotes(baseline, candidate, gate);
  return gate;
}

GateVerdict VerdictOf(const Gate& gate) {
  if (!gate.newly_failing.empty() || !gate.no_longer_reached.empty())
    return GateVerdict::kRegressed;
  GateVerdict worst = gate.rows.empty() ? GateVerdict::kHeld : GateVerdict::kImproved;
  for (const GateRow& row : gate.rows) worst = std::max(worst, row.answer.verdict);
  return worst;
}

}  // namespace wfx
