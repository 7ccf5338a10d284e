#include "runner/session.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "reports/journal.h"
#include "runner/engine/target.h"
#include "runner/process/program.h"
#include "runner/session_declared.h"
#include "runner/session_facts.h"
#include "runner/session_selection.h"
#include "runner/session_targets.h"
#include "runner/session_venue.h"
#include "runner/session_verdict.h"
#include "runner/session_volumes.h"
#include "runner/worker.h"

namespace wfx {
namespace {

namespace fs = std::filesystem;

// Where results go: a file, or only this process.
class Book {
 public:
  void Begin(const std::string& file, RunRecord begun) {
    if (file.empty()) {
      record_ = std::move(begun);
    } else {
      writer_ = std::make_unique<RecordWriter>(PathOf(file), std::move(begun));
    }
  }
  template <typename Entry>
  void Add(const Entry& entry) {
    if (writer_ != nullptr) {
      writer_->Add(entry);
    } else {
      gatherer_.Add(entry);
    }
  }
  void Finish() {
    if (writer_ != nullptr) {
      writer_->Finish(UtcNow());
    } else {
      record_.run.end = UtcNow();
    }
  }
  const RunRecord& record() const { return writer_ != nullptr ? writer_->record() : record_; }

 private:
  RunRecord record_;
  Gatherer gatherer_{record_};
  std::unique_ptr<RecordWriter> writer_;
};

}  // namespace

struct Session::State {
  Program program;
  Options options;
  std::string typed, command;
  SystemChoice choice;
  std::vector<fs::path> directories;
  std::unique_ptr<TargetDirectories> target_directories;
  Catalogue catalogue;
  std::vector<SelectedCase> cases;
  Declaration declaration;
  EnvironmentFacts environment;
  std::unique_ptr<Venue> venue;
  InProcessVenue* in_process = nullptr;  // `venue` when it is one
  SystemFacts system;
  std::vector<TargetFacts> targets;
  std::unique_ptr<Tribunal> tribunal;
  std::set<std::size_t> quarantined;
  std::string trouble;
  Book book;

  void OpenVenue();
  RunRecord Begun(std::uint64_t planned, const std::string& shard) const;
  Result PerformOnce(const SelectedCase& selected);
  const SelectedCase* Find(const std::string& full_id) const;
};

// Loads are measured in this process: a pipe to a worker has no place between two writes. What the
// model alone can do is known: it needs no worker.
void Session::State::OpenVenue() {
  const bool plain_model = choice.is_model() && choice.providers.empty();
  if (program.measures || options.in_process || plain_model) {
    auto here = std::make_unique<InProcessVenue>(choice);
    in_process = here.get();
    venue = std::move(here);
    return;
  }
  // Sooner than by the worker, which does it again: what is wrong is then the only thing said.
  if (!choice.remote.at.empty()) ReachRemotePeer(choice.remote);
  // Sooner than by the worker, which proves it again; a provider runs in the worker only.
  if (!choice.sacrifices.empty() && choice.providers.empty())
    ProveVolumes(OpenSystem(choice).api, choice);
  std::vector<std::string> arguments = choice.Arguments();
  arguments.insert(arguments.begin(), "--worker");
  try {
    venue = std::make_unique<WorkerVenue>(ProgramPath(), std::move(arguments));
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  }
}

Session::Session(const Program& program, Options options, const std::vector<std::string>& words)
    : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.program = program;
  state.options = std::move(options);
  state.typed = TypedProgram(words.at(0));
  state.command = StartOf(state.typed);
  for (std::size_t i = 1; i < words.size(); ++i) state.command += " " + ShellWord(words[i]);
  state.choice = {state.options.system,     state.options.providers, program.measures,
                  state.options.sacrifices, state.options.serial,    state.options.remote};
  state.target_directories = std::make_unique<TargetDirectories>(state.options);
  state.directories = FindScenarios(state.options);
  state.catalogue = ReadSoundCatalogue(state.directories);
  state.declaration = ReadDeclared(state.options, state.target_directories->Names());
  state.cases =
      SelectCases(program, state.options, state.catalogue, state.target_directories->Names());
  // A benchmark of one write need not find out first what the target does with an oplock. What is
  // declared is looked for whole.
  if (program.measures && state.declaration.claims.empty()) {
    state.choice.asks_for.emplace();
    for (const SelectedCase& selected : state.cases)
      state.choice.asks_for->insert(selected.subject->needs.begin(), selected.subject->needs.end());
  }
}

Session::~Session() = default;

const Options& Session::options() const { return state_->options; }
const Catalogue& Session::catalogue() const { return state_->catalogue; }
const std::vector<SelectedCase>& Session::cases() const { return state_->cases; }
const std::vector<TargetFacts>& Session::targets() const { return state_->targets; }
const RunRecord& Session::record() const { return state_->book.record(); }
const std::string& Session::trouble() const { return state_->trouble; }

void Session::Open() {
  State& state = *state_;
  state.OpenVenue();
  // While the worker starts.
  state.environment = DescribeEnvironment();
  const std::string today =
      state.options.today.empty() ? UtcNow().substr(0, 10) : state.options.today;
  state.tribunal = std::make_unique<Tribunal>(
      ReadKnownDeviations(state.options, state.directories,
                          state.choice.is_model() ? "" : PlatformName(state.environment),
                          state.catalogue),
      today, !state.options.providers.empty());
  state.system = state.venue->System();

  for (const auto& [name, directory] : state.target_directories->Find())
    state.targets.push_back(state.venue->Probe(name, directory));
}

std::string Session::WhyNotRun(const SelectedCase& selected) {
  const TargetFacts& target = state_->targets[selected.target];
  std::string reason = wfx::WhyNotRun(target, *selected.subject);
  if (!reason.empty()) return reason;
  for (const std::string& function :
       state_->venue->Missing(*selected.scenario, *selected.subject)) {
    reason += (reason.empty() ? "the system has no " : ", ") + function;
  }
  return reason;
}

RunRecord Session::State::Begun(std::uint64_t planned, const std::string& shard) const {
  RunRecord record;
  record.run = DescribeRun(program, options, command, catalogue);
  record.run.shard = shard;
  record.environment = environment;
  record.system = system;
  record.targets = targets;
  record.declared = HoldAgainst(declaration, targets);
  record.planned = planned;
  for (const SelectedCase& selected : cases) {
    record.scenarios[selected.scenario->id] = selected.scenario->text;
    for (const std::string& id : selected.subject->requirements) {
      const auto found = catalogue.requirements.find(id);
      if (found != catalogue.requirements.end()) record.requirements.insert(*found);
    }
  }
  record.deviations = tribunal->deviations();
  return record;
}

void Session::Begin(std::uint64_t planned, const std::string& shard) {
  state_->book.Begin(state_->options.record, state_->Begun(planned, shard));
}

Result Session::State::PerformOnce(const SelectedCase& selected) {
  const TargetFacts& target = targets[selected.target];
  Observation observation;
  if (quarantined.contains(selected.target)) {
    observation.harness_error = "a worker that could not be ended still has target " + target.name;
  } else {
    observation = venue->Perform(*selected.scenario, *selected.subject, target,
                                 {options.seed, options.time_scale});
  }
  if (venue->abandoned() && quarantined.insert(selected.target).second) {
    trouble = "a worker could not be ended in " + selected.full_id +
              "; nothing more runs on target " + target.name;
  }
  return tribunal->Judge(*selected.subject, target, std::move(observation));
}

Result Session::Perform(const SelectedCase& selected) {
  State& state = *state_;
  Result result;
  const std::string why_not = WhyNotRun(selected);
  if (!why_not.empty()) {
    result.scenario = selected.subject->scenario;
    result.case_id = selected.subject->case_id;
    result.target = state.targets[selected.target].name;
    result.requirements = selected.subject->requirements;
    result.verdict = Verdict::kNotRun;
    result.reason = why_not;
  } else {
    std::vector<Result> results;
    for (std::uint32_t i = 0; i < state.options.repeat; ++i)
      results.push_back(state.PerformOnce(selected));
    result = WorstOf(std::move(results));
  }
  state.tribunal->Remember(result);
  state.book.Add(result);
  return result;
}

const Win32Api& Session::api() { return state_->in_process->api(); }

const StreamSystem& Session::streams() { return state_->in_process->streams(); }

void Session::Add(const Measurement& measurement) { state_->book.Add(measurement); }

const SelectedCase* Session::State::Find(const std::string& full_id) const {
  const auto found = std::find_if(cases.begin(), cases.end(), [&](const SelectedCase& selected) {
    return selected.full_id == full_id;
  });
  return found == cases.end() ? nullptr : &*found;
}

std::vector<Result> Session::AmendLate() {
  State& state = *state_;
  std::vector<Result> changed;
  std::vector<LateCompletion> all;
  try {
    all = state.venue->Late();
  } catch (const UsageError& error) {
    state.trouble = error.what();
  }
  for (const LateCompletion& late : all) {
    const auto& results = state.book.record().results;
    const auto found = std::find_if(results.begin(), results.end(), [&](const Result& result) {
      return result.FullId() == late.full_id;
    });
    const SelectedCase* selected = state.Find(late.full_id);
    if (found == results.end() || selected == nullptr) continue;
    Observation observation = found->observation;
    AddLate(observation, late);
    Result amended = state.tribunal->Judge(*selected->subject, state.targets[selected->target],
                                           std::move(observation));
    if (amended.findings == found->findings && amended.verdict == found->verdict) continue;
    state.book.Add(amended);
    changed.push_back(std::move(amended));
  }
  return changed;
}

void Session::Finish() {
  state_->in_process = nullptr;
  state_->venue.reset();
  state_->book.Finish();
}

std::string Session::RerunCommand(const std::string& full_id) const {
  return RerunCommandFor(state_->options, state_->typed, full_id);
}

}  // namespace wfx
