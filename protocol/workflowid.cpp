#include "protocol/workflowid.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

bool isAllowed(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_'
        || c == ':' || c == '@' || c == '-';
}

} // namespace

Result<WorkflowId> WorkflowId::fromBytes(QByteArrayView raw)
{
    if (raw.isEmpty()) {
        return badField(u"workflow_id"_s, u"must not be empty"_s);
    }
    if (raw.size() > MaxLength) {
        return badField(u"workflow_id"_s, u"must have at most 200 bytes"_s);
    }
    // "." and ".." would be folded away by anything that normalises a URL path (RFC 3986, 5.2.4).
    if (raw == "."_L1 || raw == ".."_L1) {
        return badField(u"workflow_id"_s, u"must not be \".\" or \"..\""_s);
    }
    if (!std::all_of(raw.begin(), raw.end(), isAllowed)) {
        return badField(u"workflow_id"_s, u"may hold only A-Z a-z 0-9 . _ : @ and -"_s);
    }
    return WorkflowId(raw.toByteArray());
}

} // namespace Flowcast
