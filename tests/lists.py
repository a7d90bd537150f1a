"""Knows the lists of students that platforms export, with some grades in them."""

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Essay (1),Gradient Descent (98765),Final Score
,,,,,,Manual Posting,
    Points Possible,,,,,10,40,(read only)
"Lovelace, Ada",101,S1,alovelace,"A, B",9,,12.00
"Gödel, Kurt",102,S2,kgoedel,A,8,11,13.00
"Noether, Emmy",103,102,enoether,A,7,5,13.00
"Student, Test",999,,abc,A,,,
"""
WORKSHEET = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",\
"Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 101","Ada Lovelace",ada@uni.edu,"Submitted for grading",,40.00,Yes,\
"Friday, 30 January 2026, 10:00 AM",-,
"Participant 102","Kurt Gödel",kurt@uni.edu,"Submitted for grading",11.00,40.00,Yes,\
"Friday, 30 January 2026, 11:00 AM","Saturday, 31 January 2026, 9:00 AM","well done"
"Participant 103","=1+1",emmy@uni.edu,"No submission",,40.00,Yes,-,-,
"""
BLACKBOARD = (
    '"Last Name","First Name","Username","Student ID","Last Access","Availability",'
    '"Essay [Total Pts: 10 Score] |1","Gradient Descent [Total Pts: 40 Score] |98765"\n'
    '"Lovelace","Ada","101","S1","2026-01-30","Yes","9",""\n'
    '"Gödel","Kurt","102","S2","2026-01-30","Yes","8","11"\n'
    '"Noether","Emmy","103","S3","2026-01-30","Yes","7","5"\n'
)
