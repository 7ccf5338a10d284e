// What peer_process_test starts in place of a peer: one on a model of its own, or one that
// misbehaves as its first argument says.
#include <string>
#include <vector>

#include "runner/model/model.h"
#include "runner/peer_process.h"
#include "runner/process/child.h"
#include "runner/process/program.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

int ServeOnModel() {
  Model model;
  const Win32Api api = model.api();
  Handle(api, api.CreateFileW(Wide("C:\\data").c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW, 0,
                              nullptr));
  return ServePeer(api);
}

int AnswerOnceWith(const std::string& frame) {
  ParentLink parent;
  if (parent.Receive()) parent.Send(frame);
  return 0;
}

int Serve(const std::string& behaviour) {
  if (behaviour == "ends_at_once") return 3;
  if (behaviour == "ends_when_asked") {
    ParentLink parent;
    parent.Receive();
    return 3;
  }
  if (behaviour == "answers_once") return AnswerOnceWith(R"({"succeeded": true, "last_error": 0})");
  if (behaviour == "prints_nonsense") return AnswerOnceWith("no reply");
  return ServeOnModel();
}

}  // namespace
}  // namespace wfx

int main(int argc, char** argv) {
  wfx::FailQuietly();
  const std::vector<std::string> arguments = wfx::ProgramArguments(argc, argv);
  return wfx::Serve(arguments.empty() ? "" : arguments[0]);
}
