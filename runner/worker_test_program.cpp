// What worker_test starts in place of a worker: the id of a scenario says how it behaves.
#include <chrono>
#include <cstdlib>
#include <thread>

#include "runner/process/child.h"
#include "runner/process/program.h"
#include "runner/worker_frames.h"

namespace wfx {
namespace {

using Kind = WorkerAnswer::Kind;

[[noreturn]] void HangForEver() {
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

WorkerAnswer Opened(const std::string& behaviour) {
  if (behaviour == "refuses") return {.kind = Kind::kRefused, .text = "there is no such provider"};
  WorkerAnswer answer{.kind = Kind::kOpened};
  answer.system.base = "scripted";
  answer.system.providers.push_back({"x.dll", "abc", {"WriteFileEx"}});
  if (behaviour == "lacks_something") answer.functions.push_back("WriteFileGather");
  return answer;
}

WorkerAnswer Perform(const WorkerRequest& request, ParentLink& parent) {
  parent.Send(
      ToFrame(WorkerAnswer{.kind = Kind::kProgress, .text = "given 1: file data (x.json:5)"}));
  parent.Send(ToFrame(WorkerAnswer{.kind = Kind::kProgress, .text = "step 2: write w (x.json:9)"}));
  if (request.scenario == "hangs") HangForEver();
  if (request.scenario == "exits") std::exit(5);
  if (request.scenario == "prints_nonsense") parent.Send("no answer");
  if (request.scenario == "is_broken") return {.kind = Kind::kBroken, .text = "no case like that"};
  WorkerAnswer answer{.kind = Kind::kPerformed};
  answer.observation.seed = request.options.seed;
  if (request.scenario == "gives_up")
    answer.observation.harness_error = "step 2 did not return within 1 s";
  WriteRecord write;
  write.name = request.case_id + "@" + request.target.directory;
  answer.observation.writes.push_back(write);
  return answer;
}

WorkerAnswer AnswerTo(const WorkerRequest& request, ParentLink& parent, std::uint32_t performed) {
  switch (request.kind) {
    case WorkerRequest::Kind::kProbe: {
      if (request.directory == "/full")
        return {.kind = Kind::kRefused, .text = "target " + request.name + ": it is full"};
      WorkerAnswer answer{.kind = Kind::kProbed};
      answer.target.name = request.name;
      answer.target.directory = request.directory;
      answer.target.bindings.sector = 4096;
      answer.target.capabilities["named_pipes"] = "none here";
      return answer;
    }
    case WorkerRequest::Kind::kMissing:
      return {.kind = Kind::kMissing, .functions = {"WriteFileGather"}};
    case WorkerRequest::Kind::kPerform:
      return Perform(request, parent);
    case WorkerRequest::Kind::kLate:
      break;
  }
  return {.kind = Kind::kLate, .late = {{"x@default", "w", performed}}};
}

int Serve(const std::string& behaviour) {
  ParentLink parent;
  if (behaviour == "ends_at_once") return 3;
  parent.Send(ToFrame(Opened(behaviour)));
  std::uint32_t performed = 0;
  while (const auto frame = parent.Receive()) {
    const WorkerRequest request = RequestFromFrame(*frame);
    performed += request.kind == WorkerRequest::Kind::kPerform ? 1 : 0;
    parent.Send(ToFrame(AnswerTo(request, parent, performed)));
  }
  return 0;
}

}  // namespace
}  // namespace wfx

int main(int argc, char** argv) {
  wfx::FailQuietly();
  const std::vector<std::string> arguments = wfx::ProgramArguments(argc, argv);
  return wfx::Serve(arguments.empty() ? "" : arguments[0]);
}
