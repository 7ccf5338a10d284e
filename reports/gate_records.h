// What a gate asks of records: the cases of a baseline and of a candidate side by side.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "reports/facts.h"
#include "reports/gate.h"
#include "runner/scenario/gate_limits.h"

namespace wfx {

// Two records that cannot be compared: one line says why.
class GateRefusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One of the two.
struct GateSide {
  const RunRecord& record;
  std::string name;    // what messages call it; "" = its target says enough
  std::string target;  // "" = every target, each with the one of the same name
};

// What a scenario says of its gate.
struct GateTerms {
  GateLimits limits;
  bool ends_by_time = true;  // a repetition lasts as long as it is told to
};
using TermsOf = std::function<GateTerms(const std::string& scenario)>;

// One figure of one case, of both sides.
struct GateRow {
  std::string id;  // of the candidate's case, as --only takes it
  std::string_view figure;
  GateQuestion question;
  GateAnswer answer;
};

// What a case was in the baseline and is in the candidate, in words.
struct GateChange {
  std::string id, was, is;
};

struct Gate {
  std::vector<GateRow> rows;  // sorted by id
  // Each breaks the gate.
  std::vector<GateChange> newly_failing, no_longer_reached;
  std::size_t common = 0;          // results and measurements that both have
  std::vector<std::string> notes;  // to know before believing it
};

// One figure of each repetition, in order; above 0. None where the record did not keep it.
std::vector<double> ValuesOf(std::string_view figure, const Measurement& measurement);

// What `terms` ask of a measurement and its baseline, in pairs or not, as far as both have values.
std::vector<GateRow> RowsOf(const Measurement& was, const Measurement& is, bool in_pairs,
                            const GateTerms& terms);

// Compares and judges; `chances` as in JudgeGate. REQUIRES: both sides name a target, or neither.
// Throws GateRefusal for a target that is not there; and, of measurements that both have, for
// different hosts, scenario texts and loads; of results, for different scenario texts.
Gate JudgeRecords(const GateSide& baseline, const GateSide& candidate, const TermsOf& terms,
                  std::uint32_t chances = 1);

// The worst of it all.
GateVerdict VerdictOf(const Gate& gate);

}  // namespace wfx
