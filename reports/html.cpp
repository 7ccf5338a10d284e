#include "reports/html.h"

#include <array>
#include <cstdint>

#include "page_texts.h"
#include "reports/report.h"
#include "reports/sections.h"
#include "runner/sha256.h"

namespace wfx {
namespace {

std::uint8_t NibbleOf(char digit) {
  return static_cast<std::uint8_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

// The hash of a text as a content security policy takes it: 32 bytes in base64.
std::string PolicyHash(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string hex = Sha256Hex(text) + "00";  // three bytes are four digits
  std::string base64;
  for (std::size_t at = 0; at < hex.size(); at += 6) {
    std::uint32_t bits = 0;
    for (std::size_t i = at; i < at + 6; ++i) bits = bits << 4 | NibbleOf(hex[i]);
    for (int shift = 18; shift >= 0; shift -= 6) base64 += kDigits[bits >> shift & 63];
  }
  base64.back() = '=';
  return "'sha256-" + base64 + "'";
}

// What a record brings along can neither run nor load anything, were it ever taken for a mark.
std::string Policy() {
  return "default-src 'none'; style-src " + PolicyHash(kPageStyle) + "; script-src " +
         PolicyHash(kPageScript) + "; base-uri 'none'; form-action 'none'";
}

using SectionAdder = void (*)(Document& document, const Comparison& comparison);

std::string PartOf(const Comparison& comparison, std::initializer_list<SectionAdder> adds) {
  Document document;
  for (const SectionAdder add : adds) add(document, comparison);
  return RenderHtml(document);
}

// The parts that take more than a document: each as the page wants it.
void AddTitle(Document& document, const Comparison& comparison) { AddHead(document, comparison); }
void AddFigures(Document& document, const Comparison& comparison) {
  AddMeasurements(document, comparison,
                  comparison.is_side_by_side() ? Ratios::kShown : Ratios::kLeftOut);
}
void AddDifferentEnvironments(Document& document, const Comparison& comparison) {
  if (comparison.is_side_by_side()) AddEnvironmentDifferences(document, comparison);
}
void AddDifferentRequirements(Document& document, const Comparison& comparison) {
  if (comparison.is_side_by_side())
    AddRequirementMatrix(document, comparison, RowsShown::kDifferences);
}

std::string Section(const char* id, const char* kind, const std::string& html) {
  if (html.empty()) return "";
  return "<section id=\"" + std::string(id) + "\" class=\"" + kind + "\">\n" + html +
         "</section>\n";
}

std::string FirstScreen(const Comparison& comparison) {
  std::string failures = HtmlFirstFailures(comparison);
  if (failures.empty()) failures = "<h2>Nothing broke the run</h2>\n";
  return "<div class=\"cards\">\n" + Section("musts", "card", PartOf(comparison, {AddMustCounts})) +
         Section("first-failures", "card", failures) +
         Section("expiring", "card", PartOf(comparison, {AddExpiring})) +
         Section("environment-differences", "card",
                 PartOf(comparison, {AddDifferentEnvironments})) +
         Section("speed", "card", PartOf(comparison, {AddSpeed})) +
         "</div>\n";
}

struct Anchor {
  const char* id;
  const char* name;
};

constexpr std::array<Anchor, 8> kAnchors{{{"verdicts", "Verdicts"},
                                          {"requirements", "Requirements"},
                                          {"cases", "Cases"},
                                          {"failures", "Failures"},
                                          {"measurements", "Measurements"},
                                          {"charts", "Charts"},
                                          {"more", "Deviations and needs"},
                                          {"environment", "Environment"}}};

// Links to the sections that are there.
std::string Navigation(const std::string& body) {
  std::string html = "<nav aria-label=\"sections\">";
  for (const Anchor& anchor : kAnchors) {
    if (body.find("<section id=\"" + std::string(anchor.id) + "\"") == body.npos) continue;
    html += "<a href=\"#" + std::string(anchor.id) + "\">" + anchor.name + "</a>\n";
  }
  return html + "</nav>\n";
}

}  // namespace

std::string ToHtml(const std::vector<RunRecord>& records) {
  const Comparison comparison(records);
  const std::string matrix = HtmlMatrix(comparison);
  const std::string body =
      Section("verdicts", "wide-part", PartOf(comparison, {AddVerdictCounts})) +
      Section("requirements", "wide-part", PartOf(comparison, {AddDifferentRequirements})) +
      Section("cases", "wide-part", matrix.empty() ? "" : "<h2>Cases by target</h2>\n" + matrix) +
      Section("failures", "wide-part", HtmlFailures(comparison)) +
      Section("measurements", "wide-part", PartOf(comparison, {AddFigures})) +
      Section("charts", "wide-part", HtmlCharts(comparison)) +
      Section("more", "wide-part",
              PartOf(comparison, {AddDeclared, AddKnownDeviations, AddNotRun, AddObserved,
                                  AddCoverage, AddTechnologies})) +
      Section("environment", "wide-part", PartOf(comparison, {AddEnvironment}));
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"" +
         Policy() + "\">\n<title>WriteFileEx report</title>\n<style>" + std::string(kPageStyle) +
         "</style>\n</head>\n<body>\n<header>\n" + PartOf(comparison, {AddTitle}) + "</header>\n" +
         Navigation(body) + "<main>\n" + FirstScreen(comparison) + body + "</main>\n<script>" +
         std::string(kPageScript) + "</script>\n</body>\n</html>\n";
}

}  // namespace wfx
