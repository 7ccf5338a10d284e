#include "runner/sacrifice/proof.h"

#include <set>
#include <stdexcept>

#include "runner/sacrifice/device.h"

namespace wfx {
namespace {

void CheckSerial(const std::string& serial) {
  if (IsSerial(serial)) return;
  throw std::runtime_error("\"" + serial +
                           "\" is no serial; 16 digits of 0-9 and a-f are right, as --bless prints "
                           "them");
}

// Gives the identity.
std::string Check(const Device& device, const std::string& serial) {
  const Blessing blessing = BlessingIn(device.Block());
  if (blessing.size != device.size()) {
    throw std::runtime_error("it has " + std::to_string(device.size()) +
                             " bytes, but its block was written when it had " +
                             std::to_string(blessing.size));
  }
  if (blessing.identity != device.identity()) {
    throw std::runtime_error("its block was written for another device (" + blessing.identity +
                             "); this is " + device.identity());
  }
  if (blessing.serial != serial) {
    throw std::runtime_error("its serial is not " + serial + "; --bless printed the right one");
  }
  return blessing.identity;
}

struct Proven {
  std::string name, identity;
};

Proven ProveOne(const Win32Api& api, const Host* host, const Sacrifice& sacrifice) {
  try {
    const std::string name = VolumeName(sacrifice.device);
    CheckSerial(sacrifice.serial);
    const Device device(api, host, name);
    return {name, Check(device, sacrifice.serial)};
  } catch (const std::runtime_error& error) {
    throw std::runtime_error("--volume " + sacrifice.device + ": " + error.what());
  }
}

}  // namespace

std::string Prove(const Win32Api& api, const Host* host, const Sacrifice& sacrifice) {
  return ProveOne(api, host, sacrifice).name;
}

std::vector<std::string> ProveAll(const Win32Api& api, const Host* host,
                                  const std::vector<Sacrifice>& sacrifices) {
  std::vector<std::string> names;
  std::set<std::string> identities;
  for (const Sacrifice& sacrifice : sacrifices) {
    const Proven proven = ProveOne(api, host, sacrifice);
    if (!identities.insert(proven.identity).second) {
      throw std::runtime_error("--volume " + sacrifice.device + ": it is given twice");
    }
    names.push_back(proven.name);
  }
  return names;
}

}  // namespace wfx
