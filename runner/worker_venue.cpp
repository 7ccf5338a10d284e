#include <algorithm>
#include <chrono>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "runner/json_text.h"
#include "runner/names.h"
#include "runner/options.h"
#include "runner/process/child.h"
#include "runner/worker.h"
#include "runner/worker_frames.h"

namespace wfx {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Kind = WorkerAnswer::Kind;

// Starting, opening and probing; generous, because a first start of Wine takes seconds.
constexpr std::chrono::seconds kSetupBound{60};
constexpr std::chrono::seconds kWorkerEndBound{5};
// A wait without a bound of its own ends when its routine runs; as much is allowed for it.
constexpr Duration kLongestStep = std::chrono::minutes(10);

WorkerRequest RequestFor(WorkerRequest::Kind kind, const Scenario& scenario, const Case& subject) {
  WorkerRequest request{.kind = kind};
  request.scenario = scenario.id;
  request.file = scenario.file;
  request.text = scenario.text;
  request.case_id = subject.case_id;
  return request;
}

// Windows ends a process that breaks in earnest with a status as its exit code.
std::string DescribeExitCode(std::uint32_t code) {
  return code < 0x80000000U ? std::to_string(code) : DescribeStatus(code);
}

// Why no answer came.
struct Lost {
  std::string what;  // "hung", "ended with exit code 5", "sent what is no answer"
};

}  // namespace

Duration BoundOf(const Case& subject) {
  Duration sum{};
  for (const Step& step : subject.when) {
    std::visit(
        [&](const auto& action) {
          if constexpr (requires { action.at_most; })
            sum += std::clamp(action.at_most, Duration::zero(), kLongestStep);
        },
        step.action);
  }
  return sum;
}

struct WorkerVenue::State {
  std::string program;
  std::vector<std::string> arguments;
  std::unique_ptr<Child> worker;
  std::optional<WorkerAnswer> opened;  // of the first worker that opened
  bool greeted = false;                // the present worker has opened the system
  bool abandoned = false;
  std::string progress;  // where the worker is, for people

  void Start() {
    worker = std::make_unique<Child>(program, arguments);
    greeted = false;
  }

  // Ends the worker, which is lost, and says why.
  Lost Lose(std::string what) {
    if (!worker->Kill()) abandoned = true;
    worker.reset();
    return {std::move(what)};
  }

  // The next answer that is not progress.
  std::variant<WorkerAnswer, Lost> Await(SteadyClock::time_point deadline) {
    for (;;) {
      const Child::Received received =
          worker->Receive(std::max(deadline - SteadyClock::now(), SteadyClock::duration::zero()));
      if (received.kind == Child::Received::Kind::kTimeout) return Lose("hung");
      if (received.kind == Child::Received::Kind::kEnded) {
        const auto code = worker->End(kWorkerEndBound);
        return Lose(code ? "ended with exit code " + DescribeExitCode(*code) : "closed its output");
      }
      try {
        WorkerAnswer answer = AnswerFromFrame(received.frame);
        if (answer.kind != Kind::kProgress) return answer;
        progress = std::move(answer.text);
      } catch (const JsonError& error) {
        return Lose("sent what is no answer (" + error.message + ")");
      }
    }
  }

  // Makes sure of a worker that has opened the system.
  std::variant<WorkerAnswer, Lost> Greet() {
    if (worker == nullptr) Start();
    auto answer = Await(SteadyClock::now() + kSetupBound);
    if (auto* lost = std::get_if<Lost>(&answer)) return *lost;
    if (std::get<WorkerAnswer>(answer).kind == Kind::kOpened) {
      greeted = true;
      opened = std::get<WorkerAnswer>(answer);
    }
    return answer;
  }

  std::variant<WorkerAnswer, Lost> Ask(const WorkerRequest& request, Duration at_most) {
    progress.clear();
    if (worker == nullptr || !greeted) {
      auto greeting = Greet();
      if (std::holds_alternative<Lost>(greeting) ||
          std::get<WorkerAnswer>(greeting).kind != Kind::kOpened)
        return greeting;
    }
    // When it no longer reads, the answer tells why.
    worker->Send(ToFrame(request));
    return Await(SteadyClock::now() + at_most);
  }

  // For what the user can put right.
  static WorkerAnswer Wanted(std::variant<WorkerAnswer, Lost> answer, Kind kind,
                             const std::string& doing) {
    if (const auto* lost = std::get_if<Lost>(&answer))
      throw UsageError(doing + ": the worker process " + lost->what);
    WorkerAnswer& got = std::get<WorkerAnswer>(answer);
    if (got.kind == Kind::kRefused) throw UsageError(got.text);
    if (got.kind != kind)
      throw UsageError(doing + ": " +
                       (got.text.empty() ? "the worker answers out of turn" : got.text));
    return std::move(got);
  }
};

WorkerVenue::WorkerVenue(std::string program, std::vector<std::string> arguments)
    : state_(std::make_unique<State>()) {
  state_->program = std::move(program);
  state_->arguments = std::move(arguments);
  state_->Start();
}

WorkerVenue::~WorkerVenue() {
  if (state_->worker != nullptr) state_->worker->End(kWorkerEndBound);
}

SystemFacts WorkerVenue::System() {
  if (!state_->opened) State::Wanted(state_->Greet(), Kind::kOpened, "opening the system");
  return state_->opened->system;
}

TargetFacts WorkerVenue::Probe(const std::string& name, const std::string& directory) {
  WorkerRequest request{.kind = WorkerRequest::Kind::kProbe};
  request.name = name;
  request.directory = directory;
  return State::Wanted(state_->Ask(request, kSetupBound), Kind::kProbed, "probing target " + name)
      .target;
}

std::vector<std::string> WorkerVenue::Missing(const Scenario& scenario, const Case& subject) {
  System();
  // Most systems lack nothing, and then there is nothing to ask.
  if (state_->opened->functions.empty()) return {};
  const WorkerRequest request = RequestFor(WorkerRequest::Kind::kMissing, scenario, subject);
  return State::Wanted(state_->Ask(request, kSetupBound), Kind::kMissing, "planning " + scenario.id)
      .functions;
}

Observation WorkerVenue::Perform(const Scenario& scenario, const Case& subject,
                                 const TargetFacts& target, const PerformanceOptions& options) {
  WorkerRequest request = RequestFor(WorkerRequest::Kind::kPerform, scenario, subject);
  request.target = target;
  request.options = options;
  const std::chrono::duration<double, std::nano> stretched =
      (BoundOf(subject) + kGrace) * options.time_scale;
  auto answer = state_->Ask(request, std::chrono::duration_cast<Duration>(stretched));

  Observation observation;
  observation.seed = options.seed;
  const std::string where = state_->progress.empty() ? "" : " in " + state_->progress;
  if (const auto* lost = std::get_if<Lost>(&answer)) {
    const std::string fate =
        state_->abandoned ? "; the worker could not be ended" : "; the worker was ended";
    observation.harness_error =
        lost->what == "hung" ? "hung" + where + fate : "the worker " + lost->what + where;
    return observation;
  }
  WorkerAnswer& got = std::get<WorkerAnswer>(answer);
  if (got.kind == Kind::kPerformed) {
    // What the engine gave up may still hold a thread or a file in there.
    if (!got.observation.harness_error.empty()) state_->Lose("gave up");
    return std::move(got.observation);
  }
  observation.harness_error = got.text.empty() ? "the worker answered out of turn" : got.text;
  return observation;
}

std::vector<LateCompletion> WorkerVenue::Late() {
  // A worker that was replaced took what it knew with it; a new one knows nothing.
  if (state_->worker == nullptr || !state_->greeted) return {};
  const WorkerRequest request{.kind = WorkerRequest::Kind::kLate};
  return State::Wanted(state_->Ask(request, kSetupBound), Kind::kLate,
                       "asking for late completion routines")
      .late;
}

bool WorkerVenue::abandoned() const { return state_->abandoned; }

}  // namespace wfx
