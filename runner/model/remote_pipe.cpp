// Pipes of two machines: whose they are, who may open them, and how much they take at once.
#include <algorithm>

#include "runner/model/kernel.h"
#include "runner/model/name.h"
#include "runner/model/pipe.h"

namespace wfx::model {
namespace {

constexpr DWORD kLongestRemoteWrite = 65535;

struct MachineName {
  Model::Machine machine;
  const char* name;
};
constexpr MachineName kMachines[] = {{Model::Machine::kThis, Model::kThisMachine},
                                     {Model::Machine::kOther, Model::kOtherMachine}};

WideString PrefixOf(const char* machine) {
  return Fold(Wide("\\\\" + std::string(machine) + "\\pipe\\"));
}

}  // namespace

WideString PipeKey(Model::Machine machine, WideStringView name) {
  const WideString folded = Fold(name);
  return machine == Model::Machine::kThis ? folded : PrefixOf(Model::kOtherMachine) + folded;
}

bool ParsePipeOnMachine(WideStringView path, Model::Machine from, PipeOnMachine& parsed) {
  const WideString folded = Fold(path);
  return std::ranges::any_of(kMachines, [&](const MachineName& each) {
    const WideString prefix = PrefixOf(each.name);
    if (!folded.starts_with(prefix) || folded == prefix) return false;
    parsed = {PipeKey(each.machine, WideStringView(folded).substr(prefix.size())),
              each.machine != from};
    return true;
  });
}

// remote_pipe.up_to_65535_completes; longer ones may do anything that is told
// (remote_pipe.beyond_65535_is_told).
Status RemoteLimit(const Kernel& kernel, const PipeEnd& end, const Request& request) {
  if (!end.options().through_network || request.length <= kLongestRemoteWrite)
    return STATUS_SUCCESS;
  switch (kernel.choices.long_remote_writes) {
    case Choices::LongRemoteWrites::kRefused:
      return STATUS_INVALID_PARAMETER;
    case Choices::LongRemoteWrites::kWarning:
      return end.instance->pipe->messages ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
    case Choices::LongRemoteWrites::kWhole:
      break;
  }
  return STATUS_SUCCESS;
}

}  // namespace wfx::model
