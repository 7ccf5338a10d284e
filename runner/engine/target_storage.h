// What a target lies on: its volume, its share, its mount, its sectors.
#pragma once

#include <string>

#include "runner/engine/target_probe.h"
#include "runner/result.h"
#include "runner/win32/api.h"

namespace wfx {

// Fills these in for the folder that `facts` names, by what the system tells of `probe`, a file in
// it.
void DescribeStorage(const Win32Api& api, const ProbeFile& probe, TargetFacts& facts);

// The mount that holds the host path `path`, as mount(8) would print it, from the text of
// /proc/self/mountinfo; "" for none.
std::string MountOf(const std::string& path, const std::string& mountinfo);

}  // namespace wfx
