// One run of a runner: what was selected, the system under test, its targets, who performs, and the
// record.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "reports/record.h"
#include "runner/exit_code.h"
#include "runner/options.h"
#include "runner/result.h"
#include "runner/scenario/catalogue.h"
#include "runner/win32/api.h"

namespace wfx {

struct StreamSystem;

// Nothing matches --only: one line, exit code 4.
class NothingSelected : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One case on one target, chosen by --only.
struct SelectedCase {
  const Scenario* scenario;
  const Case* subject;
  std::size_t target;   // index into Session::targets()
  std::string full_id;  // "path/k=v@target"
};

// The life of a run: construct (reads and selects) -> Open (system, targets) -> Begin (record) ->
// Perform or Add, each selected case once -> AmendLate -> Finish. Everything throws UsageError
// where the user can put it right. Thread rule: one caller at a time.
class Session {
 public:
  // Reads the scenarios and selects cases; touches no system. Scenario errors are one UsageError
  // with a line for each. `words` is the command line as it was typed.
  Session(const Program& program, Options options, const std::vector<std::string>& words);
  ~Session();  // removes the folders it made, ends the processes it started
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const Options& options() const;
  // Everything that was read.
  const Catalogue& catalogue() const;
  // In the order to perform them; scenarios that establish a `given` come first. Stays where it is.
  const std::vector<SelectedCase>& cases() const;

  // Opens the system under test and probes each target. Once.
  void Open();
  const std::vector<TargetFacts>& targets() const;
  // Why a case cannot run on its target; empty = it can. REQUIRES: Open.
  std::string WhyNotRun(const SelectedCase& selected);

  // Starts the record: `planned` results or measurements are expected from `shard` ("0/1" = all).
  // Without --record nothing is written. REQUIRES: Open.
  void Begin(std::uint64_t planned, const std::string& shard = "0/1");

  // Performs the case --repeat times, judges and records it. Never throws for what the system does.
  Result Perform(const SelectedCase& selected);

  // For loads: the system's table and streams in this process, and the record. REQUIRES:
  // Program::measures.
  const Win32Api& api();
  const StreamSystem& streams();
  void Add(const Measurement& measurement);

  // Completion routines that ran after their scenario: its result is judged again. Gives those that
  // changed.
  std::vector<Result> AmendLate();
  // Ends the workers and writes the record whole.
  void Finish();

  // Everything recorded so far.
  const RunRecord& record() const;
  // Why the run is broken whatever its verdicts, such as a worker that could not be ended; one
  // line, empty = it is not.
  const std::string& trouble() const;
  // The command that performs exactly this case again.
  std::string RerunCommand(const std::string& full_id) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The whole of main(): serves as worker or peer when started as one, reads options, answers --help,
// --version, --list and --plan, otherwise gives a Session that is not open yet to `run`. What it
// throws becomes one line on standard error and the exit code.
int RunProgram(const Program& program, int argc, char** argv,
               const std::function<int(Session&)>& run);

}  // namespace wfx
