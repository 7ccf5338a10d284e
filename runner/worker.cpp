#include "runner/worker.h"

#include <optional>
#include <stdexcept>

#include "runner/options.h"
#include "runner/process/child.h"
#include "runner/worker_frames.h"

namespace wfx {
namespace {

using Kind = WorkerAnswer::Kind;

// The cases of the scenario asked for last; a matrix asks for one case after the other.
class CaseReader {
 public:
  const Case& Find(const WorkerRequest& request) {
    if (scenario_.id != request.scenario || scenario_.text != request.text) {
      std::vector<ReadError> errors;
      scenario_ = ReadScenario(request.text, request.scenario, request.file, errors);
      if (!errors.empty()) throw std::runtime_error(errors[0].message);
    }
    for (const Case& subject : scenario_.cases) {
      if (subject.case_id == request.case_id) return subject;
    }
    throw std::runtime_error("no case " + request.case_id + " in " + request.scenario);
  }
  const Scenario& scenario() const { return scenario_; }

 private:
  Scenario scenario_;
};

class WorkerServer {
 public:
  WorkerServer(const SystemChoice& choice, ParentLink& parent) : venue_(choice), parent_(parent) {
    venue_.OnProgress(
        [this](const std::string& text) { Send({.kind = Kind::kProgress, .text = text}); });
    WorkerAnswer opened{.kind = Kind::kOpened, .system = venue_.System()};
    for (const std::string_view name : MissingFunctions(venue_.api()))
      opened.functions.emplace_back(name);
    Send(opened);
  }

  void Answer(const std::string& frame) {
    try {
      Send(AnswerTo(RequestFromFrame(frame)));
    } catch (const UsageError& error) {
      Send({.kind = Kind::kRefused, .text = error.what()});
    } catch (const std::exception& error) {
      Send({.kind = Kind::kBroken, .text = error.what()});
    }
  }

 private:
  void Send(const WorkerAnswer& answer) { parent_.Send(ToFrame(answer)); }

  WorkerAnswer AnswerTo(const WorkerRequest& request) {
    switch (request.kind) {
      case WorkerRequest::Kind::kProbe:
        return {.kind = Kind::kProbed, .target = venue_.Probe(request.name, request.directory)};
      case WorkerRequest::Kind::kMissing: {
        const Case& subject = reader_.Find(request);
        return {.kind = Kind::kMissing, .functions = venue_.Missing(reader_.scenario(), subject)};
      }
      case WorkerRequest::Kind::kPerform: {
        const Case& subject = reader_.Find(request);
        return {.kind = Kind::kPerformed,
                .observation =
                    venue_.Perform(reader_.scenario(), subject, request.target, request.options)};
      }
      case WorkerRequest::Kind::kLate:
        break;
    }
    return {.kind = Kind::kLate, .late = venue_.Late()};
  }

  InProcessVenue venue_;
  ParentLink& parent_;
  CaseReader reader_;
};

}  // namespace

int ServeWorker(const SystemChoice& choice) {
  ParentLink parent;
  std::optional<WorkerServer> server;
  try {
    server.emplace(choice, parent);
  } catch (const std::exception& error) {
    parent.Send(ToFrame(WorkerAnswer{.kind = Kind::kRefused, .text = error.what()}));
    return 2;
  }
  while (const auto frame = parent.Receive()) server->Answer(*frame);
  return 0;
}

}  // namespace wfx
