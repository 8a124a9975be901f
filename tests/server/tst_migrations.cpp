#include "server/store/migrations.h"
#include "server/store/storetables.h"

#include <QDir>
#include <QFile>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

/// Migrations, on real SQLite files.
class TestMigrations final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void foldersEndWithTheVersionOfTheProgram();
    void makesANewDatabase();
    void refusesANewerDatabaseAndLeavesItAsItWas();
    void aBadStatementLeavesNothingBehind();
    void keepsTheHistoryOfVersion1();
    void refusesASecondProcess();
    void refusesAFileThatIsNoDatabase();

private:
    [[nodiscard]] QString path() const { return m_dir.filePath(QString::fromLatin1(QTest::currentTestFunction())); }
    QTemporaryDir m_dir;
};

namespace {

void execute(const QString &path, const QStringList &statements)
{
    {
        QSqlDatabase connection = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
        connection.setDatabaseName(path);
        QVERIFY(connection.open());
        for (const QString &statement : statements) {
            QVERIFY2(QSqlQuery(connection).exec(statement), qPrintable(statement));
        }
    }
    QSqlDatabase::removeDatabase(u"test"_s);
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &text)
{
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

} // namespace

void TestMigrations::foldersEndWithTheVersionOfTheProgram()
{
    const QStringList folders = QDir(u":/flowcast/migrations"_s).entryList(QDir::Dirs, QDir::Name);
    QCOMPARE(folders.size(), SchemaVersion);
    QCOMPARE(folders.last().toInt(), SchemaVersion);
}

void TestMigrations::makesANewDatabase()
{
    {
        Database database;
        const auto opened = database.open(path());
        QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().detail));
    }
    Database again; // and opens it a second time
    QVERIFY(again.open(path()));
}

void TestMigrations::refusesANewerDatabaseAndLeavesItAsItWas()
{
    execute(path(), {u"CREATE TABLE later (x)"_s, u"PRAGMA user_version = 99"_s});
    const QByteArray before = contents(path());
    {
        Database database;
        const auto opened = database.open(path());
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::Conflict);
        QVERIFY2(opened.error().detail.contains(u"99"_s), qPrintable(opened.error().detail));
    }
    QCOMPARE(contents(path()), before);
    QVERIFY(!QFile::exists(path() + u"-wal"_s));
}

void TestMigrations::aBadStatementLeavesNothingBehind()
{
    QTemporaryDir folder;
    write(folder.filePath(u"0001/010_good.sql"_s), "CREATE TABLE good (x)");
    write(folder.filePath(u"0002/010_also_good.sql"_s), "CREATE TABLE also_good (x)");
    write(folder.filePath(u"0002/020_bad.sql"_s), "CREATE TABEL bad (x)");
    {
        QSqlDatabase connection = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
        connection.setDatabaseName(path());
        QVERIFY(connection.open());
        const auto done = migrate(connection, 2, folder.path());
        QVERIFY(!done);
        QVERIFY2(done.error().detail.contains(u"020_bad.sql"_s), qPrintable(done.error().detail));
        QCOMPARE(connection.tables(), QStringList{u"good"_s});
        QSqlQuery version(u"PRAGMA user_version"_s, connection);
        QVERIFY(version.next());
        QCOMPARE(version.value(0).toInt(), 1);
    }
    QSqlDatabase::removeDatabase(u"test"_s);
}

void TestMigrations::keepsTheHistoryOfVersion1()
{
    {
        QSqlDatabase connection = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
        connection.setDatabaseName(path());
        QVERIFY(connection.open());
        QVERIFY(migrate(connection, 1));
    }
    QSqlDatabase::removeDatabase(u"test"_s);
    // Workflow 1 is whole; of 2 the beginning was removed; 3 was forgotten at its 64th version and lives again.
    const QString history
        = u"WITH RECURSIVE numbers (value) AS (SELECT %2 UNION ALL SELECT value + 1 FROM numbers WHERE value < 200) "
          u"INSERT INTO history SELECT value * 4 + %1, %1, value, 'running', value, 0, 'step ' || value, "
          "5, 'name', 6, %1 = 3 AND value = 64 FROM numbers"_s;
    const QString state
        = u"INSERT INTO workflow SELECT %1, 'w%1', status, current_step, total_steps, message, timestamp, "
          "name, version, cursor, 0 FROM history WHERE workflow = %1 AND version = 200"_s;
    QStringList statements;
    for (int key : {1, 2, 3}) {
        const int first[] = {1, 101, 64};
        statements << history.arg(key).arg(first[key - 1]) << state.arg(key);
    }
    statements.prepend(u"PRAGMA foreign_keys = OFF"_s);
    execute(path(), statements);

    Database database;
    QVERIFY(database.open(path()));
    StoreTables tables(database, {}, StoreTables::catchUp(database).value());
    for (const auto &[workflow, first] : {std::pair("w1", 1u), std::pair("w2", 101u), std::pair("w3", 65u)}) {
        const WorkflowRow row = tables.cache.committed(WorkflowId::fromTrusted(workflow)).value();
        QCOMPARE(row.update.version, 200u);
        QCOMPARE(row.update.message, u"step 200"_s);
        const auto all = tables.history.history(row, 0, 1000).value();
        QCOMPARE(all.size(), 200u - first + 1);
        for (size_t i = 0; i < all.size(); ++i) {
            QCOMPARE(versionOf(all[i]), first + i);
            QCOMPARE(std::get<WorkflowUpdate>(all[i]).currentStep, first + i);
        }
        QCOMPARE(tables.history.history(row, 150, 7)->size(), 7u);
        QCOMPARE(versionOf(tables.history.history(row, 150, 7)->front()), 151u);
    }
    QCOMPARE(tables.history.changes(0, 1000)->size(), 200u + 100u + 137u);
    QCOMPARE(tables.states.page({})->size(), 3u);
}

void TestMigrations::refusesASecondProcess()
{
    Database first;
    QVERIFY(first.open(path()));
    Database second; // SQLite treats a second connection like another process here
    const auto opened = second.open(path());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Conflict);
}

void TestMigrations::refusesAFileThatIsNoDatabase()
{
    write(path(), QByteArray(4096, 'x'));
    Database database;
    const auto opened = database.open(path());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Unavailable);
    QCOMPARE(contents(path()), QByteArray(4096, 'x'));
}

QTEST_GUILESS_MAIN(TestMigrations)
#include "tst_migrations.moc"
