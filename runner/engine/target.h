// Finds out what a target can do, by trying.
#pragma once

#include <functional>
#include <string>

#include "runner/engine/perform.h"
#include "runner/result.h"
#include "runner/win32/api.h"

namespace wfx {

// Says of a capability's name whether it is to be probed; empty = all are.
using CapabilityFilter = std::function<bool(const std::string& name)>;

// Probes `directory` (which exists) through the table. Leaves nothing behind. No volume may be
// destroyed yet (target_volume.h). Throws std::runtime_error with one line when not even a file can
// be made there.
TargetFacts ProbeTarget(const Win32Api& api, const std::string& name, const std::string& directory,
                        const PeerFactory& start_peer, const CapabilityFilter& wants = {});

// Why `subject` cannot run on this target: the first missing need with its reason. Empty = it can.
std::string WhyNotRun(const TargetFacts& target, const Case& subject);

}  // namespace wfx
