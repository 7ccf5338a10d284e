// What a process on another machine can hold and do, as the reader sees to it.
#pragma once

#include "runner/scenario/decode.h"

namespace wfx {

// A given process of that name is.
bool IsOnAnotherMachine(const Decoding& decoding, const std::string& actor);

GivenItem DecodeProcess(Fields& fields, Decoding& decoding);
// Of a given handle whose opener is known.
void CheckRemoteOpen(Fields& fields, Decoding& decoding, const GivenHandle& handle);
// Who makes a pipe, and whom it lets in. REQUIRES: its servers are decoded.
void DecodeMaker(Fields& fields, Decoding& decoding, GivenPipe& pipe);
// A process that other scenarios need too is never asked for what breaks it.
void CheckRemoteWrite(Fields& fields, const Decoding& decoding, const Step& step);
// A read is done where its handle is.
void CheckReader(Fields& fields, const Decoding& decoding, const std::string& actor,
                 const std::string& handle);

}  // namespace wfx
