#include "runner/session_volumes.h"

#include <optional>
#include <stdexcept>
#include <vector>

#include "runner/sacrifice/bless.h"
#include "runner/sacrifice/proof.h"
#include "runner/win32/environment.h"

namespace wfx {
namespace {

// What is below, where this is Wine.
std::optional<Host> HostOf(const Win32Api& api) {
  if (DescribeMachine().wine_version.empty()) return std::nullopt;
  return HostBelow(api);
}

const Host* Pointer(const std::optional<Host>& host) { return host ? &*host : nullptr; }

}  // namespace

VolumesGiven ProveVolumes(const Win32Api& api, const SystemChoice& choice) {
  VolumesGiven given;
  if (choice.sacrifices.empty()) return given;
  const std::optional<Host> host = HostOf(api);
  given.on_wine = host.has_value();
  try {
    for (const std::string& name : ProveAll(api, Pointer(host), choice.sacrifices)) {
      const bool has_file_system = HasFileSystem(api, name, given.on_wine);
      std::string& place = has_file_system ? given.volume : given.raw_volume;
      if (!place.empty()) {
        throw std::runtime_error("--volume " + name + ": like " + place + " it has " +
                                 (has_file_system ? "a" : "no") +
                                 " file system; of two volumes one has one");
      }
      place = name;
    }
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  }
  return given;
}

void BlessVolume(const Options& options, const std::string& program, std::istream& in,
                 std::ostream& out) {
  const OpenedSystem system = OpenSystem({options.system, {}, false, {}});
  const std::optional<Host> host = HostOf(system.api);
  try {
    Bless(system.api, Pointer(host), options.bless, program, in, out);
  } catch (const std::runtime_error& error) {
    throw UsageError("--bless " + options.bless + ": " + error.what());
  }
}

}  // namespace wfx
