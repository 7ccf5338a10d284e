// --gate: targets that take turns until it is clear which of them are slower than the first of the
// pair, and what came of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "reports/gate_records.h"
#include "runner/session.h"

namespace wfx {

class LoadBenchmark;

// Of one run. How often it looks, and at how many figures, is settled before anything is measured:
// both share the error rates of reports/gate.h among them. Thread rule: one thread.
class RunningGate {
 public:
  // `session` must outlive it.
  explicit RunningGate(const Session& session);

  // One case on one target that will be measured. All of them, before any is.
  void Plan(const LoadBenchmark& load);

  // Whether one case, with so many slices of each of its targets, needs no more of them.
  bool IsDecided(const std::vector<LoadBenchmark*>& loads, std::uint64_t slices) const;

  // Judges the record, candidate by candidate. Prints it, with what would decide what it could not.
  // REQUIRES: Session::Finish.
  ExitCode Report(std::ostream& out) const;

 private:
  GateTerms TermsOf(const Case& subject) const;
  const Case* Find(const std::string& scenario) const;
  std::uint32_t Chances() const;
  void PrintRemedy(const Gate& gate, std::ostream& out) const;

  const Session& session_;
  const std::string baseline_;
  std::set<std::string> candidates_;
  std::uint64_t most_slices_ = 0;             // of one case on one target
  std::size_t questions_ = 0;                 // about one candidate at most
  std::map<std::string, std::size_t> asked_;  // by candidate
};

}  // namespace wfx
