// What can be done with the peer on another machine, found out by trying.
#pragma once

#include "runner/engine/perform.h"
#include "runner/result.h"
#include "runner/win32/api.h"

namespace wfx {

// Notes the capabilities remote_peer, remote_pipe, remote_client and remote_file of `target`, which
// has been probed otherwise. A machine that counts as none (RemoteMachine::why_not) is tried all
// the same where it has a peer, and what was seen is part of the reason.
void ProbeRemote(const Win32Api& api, const RemoteMachine& machine, TargetFacts& target);

}  // namespace wfx
