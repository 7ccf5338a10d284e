// Another process on the model: a process of the model, in this process.
#pragma once

#include "runner/engine/perform.h"
#include "runner/model/model.h"
#include "runner/win32/api.h"

namespace wfx {

// Its peers act through `api`, which may have providers or faults over the model's own table. Both
// must outlive them.
PeerFactory PeersOnModel(Model& model, const Win32Api& api);

// The other machine of a model whose C: is a share of it. Otherwise as above.
RemoteMachine OtherMachineOfModel(Model& model, const Win32Api& api);

}  // namespace wfx
