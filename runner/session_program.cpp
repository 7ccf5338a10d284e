#include <cstdio>
#include <iostream>

#include "runner/peer_process.h"
#include "runner/process/program.h"
#include "runner/session.h"
#include "runner/session_facts.h"
#include "runner/session_network.h"
#include "runner/session_venue.h"
#include "runner/session_volumes.h"
#include "runner/worker.h"
#include "wfx_version.h"

namespace wfx {
namespace {

// The first word that makes this program a child of itself.
constexpr char kWorker[] = "--worker";

int ServeAsChild(const Program& program, const std::vector<std::string>& arguments) {
  const Options options = ParseOptions(program, std::span(arguments).subspan(1));
  const SystemChoice choice{.base = options.system,
                            .providers = options.providers,
                            .sacrifices = options.sacrifices,
                            .serial = options.serial,
                            .remote = options.remote};
  return arguments[0] == kWorker ? ServeWorker(choice) : ServePeer(OpenSystem(choice).api);
}

int PrintList(const Session& session) {
  for (const SelectedCase& selected : session.cases()) std::cout << selected.full_id << "\n";
  return kHeld;
}

int PrintPlan(Session& session) {
  session.Open();
  for (const TargetFacts& target : session.targets()) {
    std::cout << "target " << target.name << ": " << target.directory << " (" << target.file_system
              << ", sector " << target.bindings.sector << ", pipe quota "
              << target.bindings.pipe_quota << ")\n";
    for (const auto& [capability, missing] : target.capabilities) {
      if (!missing.empty()) std::cout << "  no " << capability << ": " << missing << "\n";
    }
  }
  std::size_t runs = 0;
  for (const SelectedCase& selected : session.cases()) {
    const std::string reason = session.WhyNotRun(selected);
    runs += reason.empty() ? 1 : 0;
    std::cout << (reason.empty() ? "run      " : "not_run  ") << selected.full_id
              << (reason.empty() ? "" : ": " + reason) << "\n";
  }
  std::cout << runs << " to run, " << session.cases().size() - runs << " not\n";
  return kHeld;
}

int RunWith(const Program& program, const std::vector<std::string>& words,
            const std::function<int(Session&)>& run) {
  const std::vector<std::string> arguments(words.begin() + 1, words.end());
  if (!arguments.empty() && (arguments[0] == kWorker || arguments[0] == kPeerProcess))
    return ServeAsChild(program, arguments);
  Options options = ParseOptions(program, arguments);
  if (options.help) {
    std::cout << HelpText(program);
    return kHeld;
  }
  if (options.version) {
    std::cout << program.name << " " << WFX_VERSION << " (" << WFX_COMMIT << ")\n";
    return kHeld;
  }
  if (!options.bless.empty()) {
    BlessVolume(options, ShellWord(TypedProgram(words.at(0))), std::cin, std::cout);
    return kHeld;
  }
  if (options.peer) return ServeNetwork(program, options, std::cout);
  if (options.end_peer) {
    EndRemotePeer(options, std::cout);
    return kHeld;
  }
  Session session(program, std::move(options), words);
  if (session.options().list) return PrintList(session);
  if (session.options().plan) return PrintPlan(session);
  return run(session);
}

}  // namespace

int RunProgram(const Program& program, int argc, char** argv,
               const std::function<int(Session&)>& run) {
  FailQuietly();
  const auto fail = [&](const std::exception& error, ExitCode code) {
    std::cout.flush();
    std::cerr << program.name << ": " << error.what() << "\n";
    return code;
  };
  try {
    std::vector<std::string> words = ProgramArguments(argc, argv);
    words.insert(words.begin(), ProgramAsTyped(argc, argv));
    const int code = RunWith(program, words, run);
    std::cout.flush();
    return code;
  } catch (const InputErrors& errors) {
    std::cerr << errors.what();
    return kUsage;
  } catch (const NothingSelected& error) {
    return fail(error, kNothingSelected);
  } catch (const std::exception& error) {
    return fail(error, kUsage);
  }
}

}  // namespace wfx
