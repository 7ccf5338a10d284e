// The kinds of given whose decoding has a file of its own. Each function reads what only that kind
// has; decode_given.cpp reads the rest.
#pragma once

#include "runner/scenario/decode.h"

namespace wfx {

GivenItem DecodePipe(Fields& fields, Decoding& decoding);
GivenItem DecodeMailslot(Fields& fields, Decoding& decoding);
GivenItem DecodeSockets(Fields& fields, Decoding& decoding);
// Reports pipes whose server ends have no clients of their own. REQUIRES: all given is decoded.
void CheckClients(Decoding& decoding);

}  // namespace wfx
