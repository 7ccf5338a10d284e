#include "bench/running_gate.h"

#include <algorithm>
#include <ostream>

#include "bench/load_benchmark.h"
#include "bench/turns.h"
#include "reports/figures.h"
#include "reports/gate_report.h"

namespace wfx {

RunningGate::RunningGate(const Session& session)
    : session_(session), baseline_(session.options().gate) {}

void RunningGate::Plan(const LoadBenchmark& load) {
  most_slices_ = std::max<std::uint64_t>(most_slices_, load.subject().measure.repeat);
  if (load.target() == baseline_) return;
  candidates_.insert(load.target());
  std::size_t& asked = asked_[load.target()];
  asked += TermsOf(load.subject()).limits.size();
  questions_ = std::max(questions_, asked);
}

GateTerms RunningGate::TermsOf(const Case& subject) const {
  GateTerms terms{LimitsOf(subject), !subject.measure.writes && !subject.measure.bytes};
  for (const auto& [name, share] : session_.options().limits) terms.limits[name] = share;
  return terms;
}

// Neither its gate nor what ends it stands in the matrix, so each case of it has the same.
const Case* RunningGate::Find(const std::string& scenario) const {
  const auto found = std::ranges::find_if(session_.cases(), [&](const SelectedCase& selected) {
    return selected.scenario->id == scenario;
  });
  return found == session_.cases().end() ? nullptr : found->subject;
}

std::uint32_t RunningGate::Chances() const {
  return LooksOf(most_slices_) *
         static_cast<std::uint32_t>(std::max<std::size_t>(candidates_.size(), 1));
}

bool RunningGate::IsDecided(const std::vector<LoadBenchmark*>& loads, std::uint64_t slices) const {
  if (!IsLook(slices)) return false;
  const auto is_baseline = [&](const LoadBenchmark* load) { return load->target() == baseline_; };
  const auto baseline = std::ranges::find_if(loads, is_baseline);
  if (baseline == loads.end()) return false;
  for (const LoadBenchmark* load : loads) {
    if (is_baseline(load)) continue;
    std::vector<GateQuestion> questions;
    for (GateRow& row :
         RowsOf((*baseline)->slices(), load->slices(), true, TermsOf(load->subject())))
      questions.push_back(std::move(row.question));
    if (!wfx::IsDecided(questions, questions_, Chances())) return false;
  }
  return true;
}

ExitCode RunningGate::Report(std::ostream& out) const {
  GateVerdict worst = GateVerdict::kImproved;
  bool has_compared = false;
  for (const std::string& candidate : candidates_) {
    const GateSide base{session_.record(), "", baseline_}, side{session_.record(), "", candidate};
    const Gate gate = JudgeRecords(
        base, side, [&](const std::string& scenario) { return TermsOf(*Find(scenario)); },
        Chances());
    has_compared = has_compared || VerdictOf(gate) == GateVerdict::kRegressed || !gate.rows.empty();
    worst = std::max(worst, VerdictOf(gate));
    out << "\n" << RenderText(GateReport(gate, base, side));
    PrintRemedy(gate, out);
  }
  if (!has_compared) {
    out << "\nThe gate compared nothing: no case could be measured on " << baseline_
        << " and on another target.\n";
    return kNothingSelected;
  }
  return CodeOf(worst);
}

// How long a run it takes to decide all that is open.
void RunningGate::PrintRemedy(const Gate& gate, std::ostream& out) const {
  std::uint64_t repetitions = 0;
  for (const GateRow& row : gate.rows) {
    if (row.answer.verdict != GateVerdict::kInconclusive) continue;
    const auto is_its = [&](const SelectedCase& selected) { return selected.full_id == row.id; };
    const Case& subject = *std::ranges::find_if(session_.cases(), is_its)->subject;
    const std::uint64_t slices = TermsOf(subject).ends_by_time ? Turns::kSlicesOfGate : 1;
    const std::uint64_t pairs = row.question.baseline.size() + row.answer.more;
    repetitions = std::max(repetitions, (pairs + slices - 1) / slices);
  }
  if (repetitions == 0) return;
  out << "\nThe machine, or the system, was too noisy to decide it. --benchmark_repetitions="
      << repetitions << " measures as many pairs as that takes.\n";
}

}  // namespace wfx
