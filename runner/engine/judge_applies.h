// Whether a case is about the kind of target it is to run on.
#pragma once

#include <string>

#include "runner/result.h"
#include "runner/scenario/scenario.h"

namespace wfx {

// "" where one of the case's requirements applies, else the reason: "applies to NTFS, FAT; this is
// ReFS". What counts is the file system of what the case opens: of the sacrificial volume or of the
// target's folder. A file system with a name that nothing is known of keeps no case away.
std::string WhyNotApplicable(const Case& subject, const TargetFacts& target);

}  // namespace wfx
