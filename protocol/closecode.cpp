#include "protocol/closecode.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

bool mayReconnect(quint16 code)
{
    switch (code) {
    case 1002: // protocol error
    case 1003: // unsupported data
    case 1007: // inconsistent payload
    case 1009: // message too big
    case 1010: // extension needed
        return false;
    default:
        return code < 4500 || code > 4999;
    }
}

QLatin1StringView reasonText(CloseCode code)
{
    switch (code) {
    case CloseCode::Normal:
        return {};
    case CloseCode::GoingAway:
        return "the server is going away"_L1;
    case CloseCode::TooSlow:
        return "the client reads too slowly"_L1;
    case CloseCode::WorkflowDeleted:
        return "the workflow was deleted"_L1;
    case CloseCode::BadMessage:
        return "the client breaks the protocol"_L1;
    case CloseCode::WrongEndpoint:
        return "no such endpoint"_L1;
    }
    Q_UNREACHABLE();
}

} // namespace Flowcast
