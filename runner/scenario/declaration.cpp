#include "runner/scenario/declaration.h"

#include <algorithm>
#include <bit>
#include <set>

#include "runner/scenario/capability.h"
#include "runner/scenario/fields.h"

namespace wfx {
namespace {

constexpr std::string_view kClaimsForm =
    "{\"target\": ..., \"capabilities\": [...], \"file_system\": ..., \"sector\": ...}";
constexpr std::int64_t kSmallestSector = 512, kLargestSector = 64 << 10;

void ReadCapabilities(Fields& fields, Claims& claims) {
  if (!fields.Has("capabilities")) return;
  std::vector<std::string_view> known;
  for (const CapabilityFacts& each : kCapabilities) known.push_back(each.name);
  claims.capabilities.emplace();
  std::set<std::string> seen;
  fields.EachOfList("capabilities", "a list of names of capabilities", [&](const JsonNode& item) {
    if (item.kind != JsonNode::Kind::kString) {
      return fields.Wrong("capabilities", item.line,
                          "expected the name of a capability, found " + item.Describe());
    }
    if (std::ranges::find(known, item.string) == known.end()) {
      return fields.Wrong("capabilities", item.line,
                          "there is no capability " + Quoted(item.string) +
                              Suggestion(item.string, known, "capabilities"));
    }
    if (!seen.insert(item.string).second) {
      return fields.Wrong("capabilities", item.line,
                          Quoted(item.string) + " is claimed twice; once is enough");
    }
    claims.capabilities->push_back({item.string, item.line});
  });
}

Claims ReadClaims(const JsonNode& node, ErrorSink& errors) {
  Fields fields(node, "claims", errors);
  Claims claims;
  claims.line = node.line;
  claims.target = fields.Text("target", "the name of a target, as --target NAME=DIR has it", "");
  ReadCapabilities(fields, claims);
  if (fields.Has("file_system")) {
    claims.file_system_line = fields.LineOf("file_system");
    claims.file_system = fields.Text("file_system", "as the system reports it, such as \"NTFS\"");
  }
  if (const auto size = fields.SizeIfAny("sector", kSmallestSector, kLargestSector)) {
    claims.sector_line = fields.LineOf("sector");
    const std::int64_t bytes = size->bound() ? 0 : size->In({});
    claims.sector = static_cast<std::uint64_t>(bytes);
    if (!std::has_single_bit(*claims.sector))
      fields.Wrong("sector", "a sector has 512 bytes or 1, 2, 4 ... 64 KiB, such as \"4 KiB\"");
  }
  fields.AtLeastOne({"capabilities", "file_system", "sector"});
  fields.Finish();
  return claims;
}

void ReadAllClaims(const JsonNode& root, Declaration& declaration, ErrorSink& errors) {
  Fields fields(root, "a declaration", errors);
  fields.Require("claims", "a list of " + std::string(kClaimsForm));
  fields.EachOfList(
      "claims", "a list of objects " + std::string(kClaimsForm), [&](const JsonNode& item) {
        if (item.kind == JsonNode::Kind::kObject) {
          declaration.claims.push_back(ReadClaims(item, errors));
          return;
        }
        fields.Wrong(
            "claims", item.line,
            "expected an object " + std::string(kClaimsForm) + ", found " + item.Describe());
      });
  const JsonNode* list = fields.Find("claims");
  if (list != nullptr && list->kind == JsonNode::Kind::kArray && list->items.empty())
    fields.Wrong("claims", "the list is empty; a declaration claims at least one thing");
  fields.Finish();
}

}  // namespace

Declaration ReadDeclaration(std::string_view text, const std::string& file,
                            std::vector<ReadError>& errors) {
  Declaration declaration;
  declaration.file = file;
  ErrorSink sink(file, errors);
  ReadObject(text, "a declaration is an object {\"claims\": [" + std::string(kClaimsForm) + "]}",
             sink, [&](const JsonNode& root) { ReadAllClaims(root, declaration, sink); });
  return declaration;
}

}  // namespace wfx
